import { bare, isFunction, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { Project } from "../source/project.ts"
import type { Call } from "./call-facts.ts"
import { isServerPath } from "./server-path.ts"

const LISTENS = /^(?:on|once|addListener|prependListener|subscribe)$/
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

/** Whether the repository has decided what becomes of rejections that nobody hears, for all of them at once. */
export function handlesUnhandled(project: Project): boolean {
  return project.once("handler of unhandled rejections", () =>
    // Without a handler of their own, unhandled rejections become uncaught exceptions.
    project.sourcePaths.some((path) => isServerPath(path) && project.mentions(path, /["'](?:unhandledRejection|uncaughtException)["']/)),
  )
}
