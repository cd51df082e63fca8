import { bare, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { namesOf, rootOf } from "./assertions.ts"

const FAILS = /^(?:fail|unreachable)$/

/** Whether a `try` ends by failing on purpose, and the `catch` is content with any error, that one included. */
export function acceptsOwnFailure(node: Node & { type: "TryStatement" }): boolean {
  const last = node.block.body.at(-1)
  if (!node.handler || !last || !failsOnPurpose(last)) return false
  const name = node.handler.param?.type === "Identifier" ? node.handler.param.name : null
  const { body } = node.handler.body
  return (
    name !== null && body.length > 0 && body.every((each) => each.type === "ExpressionStatement" && takesAnyError(each.expression, name))
  )
}

function failsOnPurpose(statement: Node): boolean {
  if (statement.type === "ThrowStatement") {
    const thrown = bare(statement.argument)
    return thrown.type === "NewExpression" && thrown.callee.type === "Identifier" && /^(?:Assertion)?Error$/.test(thrown.callee.name)
  }
  const call = statement.type === "ExpressionStatement" ? bare(statement.expression) : null
  if (call?.type !== "CallExpression") return false
  const callee = bare(call.callee)
  return FAILS.test(callee.type === "Identifier" ? callee.name : (propertyName(callee) ?? ""))
}

/** `assert.ok(error instanceof Error)`, `expect(error).toBeDefined()`, `expect(error).toBeInstanceOf(Error)` */
function takesAnyError(expression: Node, name: string): boolean {
  const call = bare(expression)
  if (call.type !== "CallExpression") return false
  const root = rootOf(call.callee)
  const names = namesOf(call.callee)
  const isError = (node: Node | undefined) => node?.type === "Identifier" && node.name === name
  if (root.type === "Identifier" && root.name === "assert") {
    const [first] = call.arguments
    if (names.length > 1 || !/^(?:ok|exists)?$/.test(names[0] ?? "")) return false
    const asked = first && bare(first)
    return (
      isError(asked) ||
      (asked?.type === "BinaryExpression" && asked.operator === "instanceof" && isError(asked.left) && isPlainError(asked.right))
    )
  }
  if (root.type !== "CallExpression" || root.callee.type !== "Identifier" || root.callee.name !== "expect" || !isError(root.arguments[0]))
    return false
  const matcher = names.at(-1) ?? ""
  if (/^(?:toBeDefined|toBeTruthy|exist)$/.test(matcher)) return !names.includes("not")
  return (
    /^(?:toBeInstanceOf|instanceOf|instanceof|an?)$/.test(matcher) &&
    (isPlainError(call.arguments[0]) || stringOf(call.arguments[0]) === "error")
  )
}

function isPlainError(node: Node | undefined): boolean {
  return node?.type === "Identifier" && node.name === "Error"
}
