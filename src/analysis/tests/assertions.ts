import { bare, descendants, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"

/** Whether this call is itself an assertion: `expect(…)…`, `assert.equal(…)`, `t.is(…)`, `x.should.equal(…)`. */
export function isAssertion(node: Node): node is Node & { type: "CallExpression" } {
  if (node.type !== "CallExpression") return false
  const callee = bare(node.callee)
  if (callee.type === "Identifier") return /^(?:expect|assert|should|fail)$|^(?:assert|expect)[A-Z]/.test(callee.name)
  if (callee.type !== "MemberExpression") return false
  const root = rootOf(callee)
  if (root.type === "Identifier" && /^(?:assert|expect|chai|sinon|should|t)$/.test(root.name))
    return root.name !== "sinon" || /assert/.test(namesOf(callee).join("."))
  if (root.type === "CallExpression" && root.callee.type === "Identifier" && root.callee.name === "expect") return true
  const names = namesOf(callee)
  // Supertest asserts at the end of the request: `request(app).get("/orders").expect(200)`.
  return names.includes("should") || (names.includes("expect") && names.some((name) => /^(?:get|post|put|patch|delete|head)$/.test(name)))
}

/** Whether anything below is an assertion, functions inside included. */
export function hasAssertion(node: Node): boolean {
  for (const each of descendants(node))
    if (isAssertion(each) || (each.type === "MemberExpression" && propertyName(each) === "should")) return true
  return false
}

/** The innermost object of a chain: `expect(x)` of `expect(x).to.be.true`. */
export function rootOf(node: Node): Node {
  let at = bare(node)
  for (;;) {
    if (at.type === "MemberExpression") at = bare(at.object)
    else if (at.type === "CallExpression" && bare(at.callee).type === "MemberExpression") at = bare(at.callee)
    else return at
  }
}

/** The names of a chain from the root on: `to`, `be`, `true`. */
export function namesOf(node: Node): string[] {
  const names: string[] = []
  let at = bare(node)
  for (;;) {
    if (at.type === "MemberExpression") {
      names.unshift(propertyName(at) ?? "")
      at = bare(at.object)
    } else if (at.type === "CallExpression" && bare(at.callee).type === "MemberExpression") at = bare(at.callee)
    else return names
  }
}
