import { calleeName } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { canReject, promiseCallOf } from "../calls/promise-call.ts"
import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { ancestors, bare, isFunction, nodesOf, ownNodes, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const LISTENS = /^(?:on|once|addListener|prependListener)$/
const TIMERS = /^(?:setInterval|setTimeout|setImmediate)$/
// Libraries whose listeners may be async: they wait for them, or take what they reject with.
const WAITS = /\b(?:bot|app|hooks?|router|composer|lifecycle|queue|emittery|bus|eventBus|page|test|program|unstorage)$/i
const HANDLES_ALL = /["'](?:unhandledRejection|uncaughtException)["']/

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
  needs: { path: "server", words: ["async"] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || handlesAll(project)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      const place = placeOf(module, node)
      const callback = place && asyncCallback(node)
      if (!callback || !canReject(callback)) continue
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

// Somebody has decided what becomes of them, for all at once.
function handlesAll(project: Project): boolean {
  return project.once("handler of everything unhandled", () =>
    project.sourcePaths.some((path) => isServerPath(path) && project.mentions(path, HANDLES_ALL)),
  )
}

/** Who calls the callback, in words; `null` for calls that wait for it or may do so. */
function placeOf(module: SourceModule, call: Call): string | null {
  const callee = bare(call.callee)
  if (callee.type === "Identifier") return TIMERS.test(callee.name) ? `\`${callee.name}\`` : null
  if (callee.type !== "MemberExpression" || !LISTENS.test(propertyName(callee) ?? "")) return null
  const event = call.arguments[0] === undefined ? null : stringOf(call.arguments[0])
  // What a process does on a signal or a message of its parent is its whole work; it may well end with it.
  if (bare(callee.object).type === "Identifier" && module.textOf(callee.object) === "process") return null
  if (event === null || call.arguments.length !== 2 || WAITS.test(module.textOf(callee.object).slice(-60))) return null
  return `the listener for \`${event.replaceAll("`", "'").slice(0, 40)}\``
}

function asyncCallback(call: Call): FunctionNode | null {
  const callback = call.arguments.find((each) => isFunction(bare(each)))
  const inner = callback === undefined ? null : bare(callback)
  return isFunction(inner) && inner.async && !inner.generator ? inner : null
}

/** The first call that is awaited outside any `try` and known to reject; `null` when there is none. */
function failingCall(project: Project, module: SourceModule, callback: FunctionNode): Call | null {
  if (!callback.body) return null
  for (const node of ownNodes(callback.body)) {
    if (node.type !== "AwaitExpression" || isCaught(node, callback)) continue
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

function isCaught(node: Node, callback: FunctionNode): boolean {
  let below = node
  for (const above of ancestors(node)) {
    if (above === callback) return false
    if (above.type === "CatchClause" || (above.type === "TryStatement" && above.block === below && above.handler)) return true
    below = above
  }
  return false
}
