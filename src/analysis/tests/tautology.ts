import { bare, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

type Call = Node & { type: "CallExpression" }

const SAME = /^(?:toBe|toEqual|toStrictEqual|equal|equals|eql|eq|deepEqual|strictEqual|deepStrictEqual|is|same)$/

/** The assertion as written when no code could make it fail: `expect(true).toBe(true)`, `assert(true)`, `assert.equal(x, x)`; else `null`. */
export function alwaysHolds(module: SourceModule, call: Call): string | null {
  const callee = bare(call.callee)
  const name = callee.type === "MemberExpression" ? (propertyName(callee) ?? "") : ""
  const shown = module.textOf(call).replace(/\s+/g, " ").slice(0, 60)
  if (callee.type === "Identifier" && callee.name === "assert")
    return call.arguments.length <= 2 && isTrue(call.arguments[0]) ? shown : null
  if (callee.type !== "MemberExpression") return null
  const root = callee.object.type === "Identifier" ? callee.object.name : null
  if (root === "assert" || root === "t") {
    if (/^(?:ok|isTrue|true|truthy)$/.test(name)) return isTrue(call.arguments[0]) ? shown : null
    return SAME.test(name) && isSame(module, call.arguments[0], call.arguments[1]) ? shown : null
  }
  const actual = expected(callee)
  if (actual === null) return null
  const isNegated = /\.not\b/.test(module.textOf(callee))
  if (isNegated) return null
  if (name === "toBeTruthy") return isTrue(actual) ? shown : null
  if (name === "toBeFalsy") return isLiteral(actual, "false") ? shown : null
  return SAME.test(name) && isSame(module, actual, call.arguments[0]) ? shown : null
}

/** What `expect(…)` at the start of this chain was given. */
function expected(callee: Node): Node | null {
  let at = bare(callee)
  while (at.type === "MemberExpression") at = bare(at.object)
  if (at.type !== "CallExpression" || at.callee.type !== "Identifier" || at.callee.name !== "expect") return null
  return at.arguments[0] ?? null
}

// Two calls of the same function may well differ, and so may two objects that are written alike; that is what such tests ask.
function isSame(module: SourceModule, left: Node | undefined, right: Node | undefined): boolean {
  if (!left || !right || module.textOf(left) !== module.textOf(right)) return false
  const inner = bare(left)
  if (inner.type === "Literal") return true
  return inner.type === "Identifier" && left.end < right.start
}

function isTrue(node: Node | undefined): boolean {
  return isLiteral(node, "true")
}

function isLiteral(node: Node | undefined, value: string): boolean {
  const inner = node ? bare(node) : null
  return inner?.type === "Literal" && String(inner.value) === value && typeof inner.value === "boolean"
}
