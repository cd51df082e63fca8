import { propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"

/** A header that code gives an answer. */
export interface WrittenHeader {
  /** In small letters. */
  readonly name: string
  readonly value: Node
  /** The call, the property or the assignment that sets it. */
  readonly at: Node
}

const SETS = /^(?:headers?|setHeaders?|set|append|appendHeader|writeHead)$/
// `setHeader(event, name, value)` of h3.
const SETS_ON_EVENT = /^(?:set|append)(?:Response)?Header$/
const HEADER_NAME = /^[a-z]+(?:-[a-z]+)+$/

/** The header that a node sets, in any of the frameworks; `null` where it sets none. Objects are read one property at a time. */
export function headerWrittenBy(node: Node): WrittenHeader | null {
  switch (node.type) {
    case "CallExpression":
      return fromCall(node)
    case "Property":
      return fromProperty(node)
    case "AssignmentExpression":
      return node.operator === "=" && node.left.type === "MemberExpression" && node.left.computed
        ? named(stringOf(node.left.property), node.right, node)
        : null
    case "ObjectExpression": {
      // `{ key: "X-Frame-Options", value: "DENY" }` of Next.js and of hosts
      const key = stringOf(propertyOf(node, "key") ?? propertyOf(node, "name"))
      const value = key === null ? null : propertyOf(node, "value")
      return value && named(key, value, node)
    }
    default:
      return null
  }
}

// `response.setHeader("Vary", "Origin")`, `answer.headers.set("vary", "origin")`, `setResponseHeader(event, "Vary", "Origin")`
function fromCall(call: Node & { type: "CallExpression" }): WrittenHeader | null {
  const { callee } = call
  if (callee.type === "MemberExpression") {
    const [name, value] = call.arguments
    return SETS.test(propertyName(callee) ?? "") && value ? named(stringOf(name), value, call) : null
  }
  const [, name, value] = call.arguments
  return callee.type === "Identifier" && SETS_ON_EVENT.test(callee.name) && value ? named(stringOf(name), value, call) : null
}

// `ctx.set({ "X-Frame-Options": "DENY" })`, `response.writeHead(200, { … })`, `new Response(body, { headers: { … } })`
function fromProperty(property: Node & { type: "Property" }): WrittenHeader | null {
  return property.parent?.type === "ObjectExpression" ? named(propertyName(property), property.value, property) : null
}

function named(name: string | null, value: Node, at: Node): WrittenHeader | null {
  const lower = name?.toLowerCase() ?? ""
  return HEADER_NAME.test(lower) ? { name: lower, value, at } : null
}
