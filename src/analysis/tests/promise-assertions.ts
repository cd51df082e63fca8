import { isNativePromise } from "../calls/gives-promise.ts"
import { calleeName } from "../calls/call-facts.ts"
import { bare } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { namesOf, rootOf } from "./assertions.ts"

// What any object passes, a promise of whatever among them.
const TRUTHY = /^(?:toBeTruthy|toBeDefined|ok|exist|truthy)$/
const NOT_EMPTY = /^not\.(?:toBeNull|toBeUndefined|toBeFalsy|toBeNaN|toBe|toEqual|toStrictEqual)$/
const DIFFERENT = /^(?:notEqual|notStrictEqual|notDeepEqual|notDeepStrictEqual)$/

/** The call whose promise an assertion takes for the value, so that it holds whatever the promise brings; `null` for other calls. */
export function assertedPromise(project: Project, module: SourceModule, call: Node & { type: "CallExpression" }): { name: string } | null {
  const asserted = assertedBy(call)
  const value = asserted && bare(asserted)
  // `bare` looks through `await`.
  if (!asserted || value?.type !== "CallExpression" || isAwaited(asserted)) return null
  return isNativePromise(project, module, value) ? { name: calleeName(module, value) } : null
}

function assertedBy(call: Node & { type: "CallExpression" }): Node | null {
  const callee = bare(call.callee)
  const [first] = call.arguments
  if (callee.type === "Identifier") return callee.name === "assert" ? (first ?? null) : null
  const root = rootOf(callee)
  const names = namesOf(callee)
  if (root.type === "Identifier") {
    const isAsserting = /^(?:assert|t)$/.test(root.name) && names.length === 1
    return isAsserting && (TRUTHY.test(names[0] ?? "") || DIFFERENT.test(names[0] ?? "")) ? (first ?? null) : null
  }
  if (root.type !== "CallExpression" || root.callee.type !== "Identifier" || root.callee.name !== "expect") return null
  // `not.toBe(promise)` of another object is as true.
  const matcher = names.join(".")
  return (names.length === 1 && TRUTHY.test(matcher)) || NOT_EMPTY.test(matcher) ? (root.arguments[0] ?? null) : null
}

function isAwaited(node: Node): boolean {
  let at = node
  for (let step = 0; step < 10; step++) {
    if (at.type === "AwaitExpression") return true
    if (at.type === "ParenthesizedExpression" || at.type === "TSAsExpression" || at.type === "TSNonNullExpression") at = at.expression
    else return false
  }
  return false
}
