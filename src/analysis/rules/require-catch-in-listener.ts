import { calleeName } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { forgottenCallback, handlesUnhandled, namedCallback } from "../calls/forgotten-callback.ts"
import type { ForgottenCallback } from "../calls/forgotten-callback.ts"
import { callbackPromise, canReject, isHandled, promiseCallOf } from "../calls/promise-call.ts"
import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { bare, functionName, isFunction, nodesOf, ownNodes, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// Libraries whose listeners may be async: they wait for them, or take what they reject with.
const WAITS = /\b(?:bot|app|hooks?|router|composer|lifecycle|queue|emittery|bus|eventBus|page|test|program|unstorage)$/i

export const requireCatchInListener = defineRule({
  kind: "source",
  id: "require-catch-in-listener",
  section: "reliability",
  practice: "async",
  severity: "medium",
  confidence: "medium",
  title: "A failure in this callback ends the process",
  why: "Emitters and timers call what they are given and forget it. When an async callback rejects there is nobody to catch it, and Node's default for an unhandled rejection is to end the process, with every request that is in it.",
  fix: "Catch inside the callback, where it can still be said what failed.",
  cwe: ["CWE-755", "CWE-248"],
  needs: { path: "server", words: ["async", "on", "once", "addListener", "prependListener", "setInterval", "setTimeout", "setImmediate"] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || handlesUnhandled(project)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      yield* namedListener(project, module, node)
      const handed = handedDraft(project, module, node)
      if (handed) yield handed
      const forgotten = forgottenCallback(node)
      const place = forgotten && placeOf(module, node, forgotten, isNodeEmitter(project, module, node))
      if (forgotten?.kind === "listener" && hearsRejections(project, module, node)) continue
      if (!forgotten || !place || !canReject(forgotten.callback)) continue
      const { callback } = forgotten
      const failing = failingCall(project, module, callback)
      if (!failing) continue
      const name = calleeName(module, failing)
      yield {
        at: { start: callback.start, end: callback.body?.start ?? callback.end },
        title: `A failure of \`${name}\` in ${place} ends the process`,
        message: `Nobody waits for the callback of ${place}: when \`${name}\` (line ${module.lineOf(failing)}) rejects, the rejection is unhandled, and Node's default for that is to end the process.`,
        fix: "Put the body into a `try` and log what is caught.",
      }
    }
  },
})

/** `setInterval(() => sweep(), 60_000)`, `setInterval(sweep, 60_000)`, `bus.on("paid", (order) => this.send(order))`. */
function handedDraft(project: Project, module: SourceModule, call: Call): Draft | null {
  const kind = droppedBy(call)
  const given = kind === null ? undefined : call.arguments.find((each) => !/^(?:Literal|TemplateLiteral)$/.test(each.type))
  if (kind === null || !given) return null
  const callback = unbound(bare(given))
  // Async functions that are written there are seen above; what is named is, for emitters, as well.
  const isWritten = isFunction(callback)
  if (isWritten ? callback.async || callback.body?.type === "BlockStatement" : kind === "listener" && callback === bare(given)) return null
  const isEmitter = kind === "listener" && isNodeEmitter(project, module, call)
  if (kind === "listener" && (!isEmitter || hearsRejections(project, module, call))) return null
  const promise = callbackPromise(project, module, callback)
  if (promise?.kind !== "local") return null
  const failing = failingCall(project, promise.module, promise.function)
  if (!failing) return null
  const called = (functionName(promise.function) ?? "what it calls").slice(0, 60)
  const name = calleeName(promise.module, failing)
  const place = kind === "listener" ? "the emitter" : `\`${module.textOf(call.callee).slice(0, 40)}\``
  return {
    at: call,
    title: `A failure of \`${name}\` in \`${called}\` ends the process`,
    message: `Nobody looks at the promise that \`${called}\` gives to ${place}: when \`${name}\` (${promise.module.path}:${promise.module.lineOf(failing)}) rejects, the rejection is unhandled, and Node's default for that is to end the process.`,
    fix: `Catch and log it: \`.catch(…)\` behind the call, or a \`try\` in \`${called}\`.`,
  }
}

/** Who forgets what the function gives that a call is handed: a timer of the language, or something that may be an emitter. */
function droppedBy({ callee: written }: Call): "timer" | "listener" | null {
  const callee = bare(written)
  if (callee.type === "Identifier") return /^set(?:Interval|Timeout|Immediate)$/.test(callee.name) ? "timer" : null
  return callee.type === "MemberExpression" && /^(?:on|once|addListener|prependListener)$/.test(propertyName(callee) ?? "")
    ? "listener"
    : null
}

// `this.send.bind(this)`
function unbound(callback: Node): Node {
  if (callback.type !== "CallExpression" || callback.callee.type !== "MemberExpression") return callback
  return propertyName(callback.callee) === "bind" ? bare(callback.callee.object) : callback
}

/** `bus.on("paid", sendReceipt)`, and `bus.on(event, handler)` in a function that gets an async `handler` elsewhere. */
function* namedListener(project: Project, module: SourceModule, call: Call): Generator<Draft> {
  const named = namedCallback(project, module, call)
  if (!named || hearsRejections(project, module, call)) return
  const isEmitter = isNodeEmitter(project, module, call)
  // What another library makes of a listener that it is handed nobody can tell.
  const place = isEmitter ? `this listener` : named.from ? null : placeOf(module, call, { ...named, kind: "listener", method: "on" }, false)
  if (place === null || !canReject(named.callback)) return
  const failing = failingCall(project, named.module, named.callback)
  if (!failing) return
  const name = calleeName(named.module, failing)
  const listener = functionName(named.callback) ?? "what is handed in"
  yield {
    at: call,
    title: `A failure of \`${name}\` in a listener ends the process`,
    message: `An emitter does not wait for its listeners: when \`${name}\` (${named.module.path}:${named.module.lineOf(failing)}) rejects in \`${listener}\`, the rejection is unhandled, and Node's default for that is to end the process.`,
    fix: "Register a function that calls it and catches what it rejects with.",
    trace: [
      ...(named.from ? [{ ...named.from, what: "hands the async function in" }] : []),
      { path: named.module.path, line: named.module.lineOf(failing), what: "can reject" },
    ],
  }
}

// `new EventEmitter()`, also of a class that extends it, forgets what listeners give back.
function isNodeEmitter(project: Project, module: SourceModule, call: Call): boolean {
  const callee = bare(call.callee)
  const origin = callee.type === "MemberExpression" ? originOf(project, module, callee.object) : null
  return origin === "events.EventEmitter()" || origin === "events()"
}

/** Who calls the callback, in words; `null` where it may be waited for after all. */
function placeOf(module: SourceModule, call: Call, { kind, method }: ForgottenCallback, isEmitter: boolean): string | null {
  if (kind === "timer") return `\`${method}\``
  const callee = bare(call.callee)
  const receiver = callee.type === "MemberExpression" ? module.textOf(callee.object).slice(-60) : ""
  const event = stringOf(call.arguments[0])
  // What a process does on a signal or a message of its parent is its whole work; it may well end with it.
  if (event === null || call.arguments.length !== 2 || receiver === "process") return null
  if (!isEmitter && WAITS.test(receiver)) return null
  return `the listener for \`${event.replaceAll("`", "'").slice(0, 40)}\``
}

// `new EventEmitter({ captureRejections: true })` takes what a listener rejects with for an `error` event.
function hearsRejections(project: Project, module: SourceModule, call: Call): boolean {
  if (isEmittedAsync(project, call)) return true
  const callee = bare(call.callee)
  if (callee.type !== "MemberExpression" || !originOf(project, module, callee.object)?.startsWith("events")) return false
  const emitter = bare(callee.object)
  const declaration = emitter.type === "Identifier" ? module.bindings.resolve(emitter)?.declaration : null
  const made = declaration?.type === "VariableDeclarator" && declaration.init?.type === "NewExpression" ? declaration.init : null
  // One that is made here says so itself, unless all emitters are told.
  if (made && module.textOf(made.callee).endsWith("EventEmitter"))
    return module.textOf(made).includes("captureRejections") || mentionedInServer(project, /captureRejections\s*=\s*true/)
  return mentionedInServer(project, /captureRejections["']?\s*[:=]\s*true/)
}

// Who is told of an event with `emitAsync` is waited for. One that has no name in the code, or a pattern for one, may be any of them.
function isEmittedAsync(project: Project, call: Call): boolean {
  const events = eventsEmittedAsync(project)
  const event = stringOf(call.arguments[0])
  return events.size > 0 && (event === null || event.includes("*") || events.has(event) || events.has(null))
}

/** The events that some call of the repository waits for; `null` among them is one without a name in the code. */
function eventsEmittedAsync(project: Project): ReadonlySet<string | null> {
  return project.once("events emitted with emitAsync", () => {
    const events = new Set<string | null>()
    for (const path of project.sourcePaths) {
      const module = isServerPath(path) && project.mentions(path, /\bemitAsync\b/) ? project.moduleOf(path) : null
      for (const node of module ? nodesOf(module.program, "CallExpression") : [])
        if (node.callee.type === "MemberExpression" && propertyName(node.callee) === "emitAsync") events.add(stringOf(node.arguments[0]))
    }
    return events
  })
}

function mentionedInServer(project: Project, pattern: RegExp): boolean {
  return project.once(`emitters hear rejections: ${pattern.source}`, () =>
    project.sourcePaths.some((path) => isServerPath(path) && project.codeMentions(path, pattern)),
  )
}

/** The first call that is awaited outside any `try` and known to reject; `null` when there is none. */
function failingCall(project: Project, module: SourceModule, callback: FunctionNode): Call | null {
  if (!callback.body) return null
  for (const node of ownNodes(callback.body)) {
    if (node.type !== "AwaitExpression" || isHandled(node, callback)) continue
    const call = bare(node.argument)
    if (call.type === "CallExpression" && !isToldNotToThrow(call) && promiseCallOf(project, module, call) !== null) return call
  }
  return null
}

// `run(job, { throwOnError: false })`
function isToldNotToThrow(call: Call): boolean {
  return call.arguments.some((each) => {
    const told = propertyOf(each, "throwOnError")
    return told?.type === "Literal" && told.value === false
  })
}
