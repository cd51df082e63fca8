import { bare, functionName, isFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { Binding } from "../source/bindings.ts"
import { importersOf } from "../source/import-graph.ts"
import { meaningOf } from "../source/meaning.ts"
import type { Meaning } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import type { Call } from "./call-facts.ts"
import { isServerPath } from "./server-path.ts"

const LISTENS = /^(?:on|once|addListener|prependListener|subscribe)$/
const EMITS = /^(?:on|once|addListener|prependListener)$/
const MAX_CALLERS = 40
const TIMERS = /^(?:setInterval|setTimeout|setImmediate|nextTick|schedule|every)$/

/** A call that takes an async callback and forgets what it promises. */
export interface ForgottenCallback {
  readonly kind: "listener" | "timer"
  readonly callback: FunctionNode
  /** What is called, without what it is called on: `on`, `setInterval`. */
  readonly method: string
}

/** Emitters, timers and schedulers do not wait for their callbacks; `null` for calls that may do so, and for callbacks that are not async. */
export function forgottenCallback(call: Call): ForgottenCallback | null {
  const callee = bare(call.callee)
  const method = callee.type === "Identifier" ? callee.name : callee.type === "MemberExpression" ? propertyName(callee) : null
  const kind =
    method === null ? null : TIMERS.test(method) ? "timer" : callee.type === "MemberExpression" && LISTENS.test(method) ? "listener" : null
  if (method === null || kind === null) return null
  const callback = call.arguments.map((each): Node => bare(each)).find((each) => isFunction(each))
  return isFunction(callback) && callback.async && !callback.generator ? { kind, callback, method } : null
}

/** An async function that a listener is by its name, in the file where it is written. */
export interface NamedCallback {
  readonly callback: FunctionNode
  readonly module: SourceModule
  /** Where it is handed in, when that is another call: `subscribe("paid", sendReceipt)`. */
  readonly from: { readonly path: string; readonly line: number } | null
}

/** The async function behind the listener of `emitter.on(event, listener)`, also one that callers of the function around hand in; `null` for others. */
export function namedCallback(project: Project, module: SourceModule, call: Call): NamedCallback | null {
  const callee = bare(call.callee)
  const listener = call.arguments.length === 2 && call.arguments[1] ? bare(call.arguments[1]) : null
  if (callee.type !== "MemberExpression" || !EMITS.test(propertyName(callee) ?? "") || !listener || isFunction(listener)) return null
  const binding = listener.type === "Identifier" ? module.bindings.resolve(listener) : null
  if (binding?.kind === "parameter") return handedCallback(project, module, binding)
  const meaning = meaningOf(project, module, listener)
  return meaning?.kind === "function" && isAsync(meaning.node) ? { callback: meaning.node, module: meaning.module, from: null } : null
}

function handedCallback(project: Project, module: SourceModule, binding: Binding): NamedCallback | null {
  const around = binding.declaration
  if (!isFunction(around) || binding.pattern.length > 0) return null
  const index = around.params.findIndex((each) => each.start <= binding.identifier.start && binding.identifier.end <= each.end)
  const name = functionName(around)
  if (name === null) return null
  for (const path of [module.path, ...(importersOf(project).get(module.path) ?? [])].slice(0, MAX_CALLERS)) {
    const caller: SourceModule | null = isServerPath(path) && project.textOf(path)?.includes(name) ? project.moduleOf(path) : null
    for (const call of caller ? nodesOf(caller.program, "CallExpression") : []) {
      const given = call.arguments[index] && bare(call.arguments[index])
      if (!caller || !given || !caller.textOf(call.callee).endsWith(name)) continue
      const called = meaningOf(project, caller, call.callee)
      if (called?.kind !== "function" || called.node !== around) continue
      const meaning: Meaning | null = isFunction(given)
        ? { kind: "function", module: caller, node: given }
        : meaningOf(project, caller, given)
      if (meaning?.kind === "function" && isAsync(meaning.node))
        return { callback: meaning.node, module: meaning.module, from: { path, line: caller.lineOf(call) } }
    }
  }
  return null
}

function isAsync(node: FunctionNode): boolean {
  return node.async && !node.generator
}

/** Whether the repository has decided what becomes of rejections that nobody hears, for all of them at once. */
export function handlesUnhandled(project: Project): boolean {
  return project.once("handler of unhandled rejections", () =>
    // Without a handler of their own, unhandled rejections become uncaught exceptions.
    project.sourcePaths.some(
      (path) => isServerPath(path) && project.codeMentions(path, /["'](?:unhandledRejection|uncaughtException)["']/),
    ),
  )
}
