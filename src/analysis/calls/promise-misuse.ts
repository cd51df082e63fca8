import { bare, enclosingFunction, identifiersNamed, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Call } from "./call-facts.ts"

/** How a promise is taken for what it will give. */
export type MisuseKind =
  | "tested"
  | "compared"
  /** A property is read from it. */
  | "read"
  /** Something is read from it with brackets. */
  | "indexed"
  /** A method is called on it that promises do not have. */
  | "called"
  /** It is put into a text. */
  | "text"
  /** It is looped over or spread. */
  | "iterated"
  /** It is spread into an object. */
  | "spread"
  /** It is made JSON. */
  | "serialised"

export interface Misuse {
  readonly kind: MisuseKind
  readonly at: Node
  /** The name of what is read or called; empty for other kinds. */
  readonly property: string
}

const COMPARISONS = new Set(["===", "!==", "==", "!=", "<", ">", "<=", ">="])

/** Where what a call gives is used as if it had been awaited: at the call itself, or through the constant it is kept in; `null` when it is not. */
export function misuseOf(module: SourceModule, call: Call): Misuse | null {
  const direct = useOf(call)
  if (direct) return direct
  const declarator = call.parent
  if (declarator?.type === "VariableDeclarator" && declarator.init === call && declarator.id.type === "ObjectPattern")
    return takenApart(declarator.id)
  if (declarator?.type !== "VariableDeclarator" || declarator.init !== call || declarator.id.type !== "Identifier") return null
  const binding = module.bindings.resolve(declarator.id)
  const around = enclosingFunction(call)
  if (!binding || !around || binding.assigned.length > 0) return null
  let found: Misuse | null = null
  for (const each of identifiersNamed(around, binding.name)) {
    if (each === declarator.id || module.bindings.resolve(each) !== binding) continue
    // Somebody does wait for it, so that keeping the promise is meant.
    const parent = each.parent
    if (parent?.type === "AwaitExpression" || parent?.type === "ArrayExpression" || parent?.type === "YieldExpression") return null
    if (parent?.type === "MemberExpression" && parent.object === each && /^(?:then|catch|finally)$/.test(propertyName(parent) ?? ""))
      return null
    found ??= useOf(each)
  }
  return found
}

// `const { name } = findUser(id)`
function takenApart(pattern: Node & { type: "ObjectPattern" }): Misuse | null {
  const [first] = pattern.properties
  const property = first?.type === "Property" ? propertyName(first) : null
  if (property === null || !/^[\w$]{1,80}$/.test(property) || OF_PROMISES.test(property)) return null
  return { kind: "read", at: pattern, property }
}

// `await` is what Meteor puts beside them.
const OF_PROMISES = /^(?:then|catch|finally|constructor|await)$/

function useOf(node: Node): Misuse | null {
  const parent = node.parent
  if (!parent) return null
  if (isTested(node, parent)) return { kind: "tested", at: node, property: "" }
  switch (parent.type) {
    case "MemberExpression":
      return parent.object === node ? readFrom(parent) : null
    case "BinaryExpression": {
      if (parent.operator === "+") return { kind: "text", at: parent, property: "" }
      // Whether it is still the same promise may well be asked.
      const other = bare(parent.left === node ? parent.right : parent.left)
      const isWithText = other.type === "Literal" || other.type === "TemplateLiteral"
      return COMPARISONS.has(parent.operator) && isWithText ? { kind: "compared", at: parent, property: "" } : null
    }
    case "AssignmentExpression":
      return parent.operator === "+=" && parent.right === node ? { kind: "text", at: parent, property: "" } : null
    case "TemplateLiteral":
      return parent.parent?.type === "TaggedTemplateExpression" ? null : { kind: "text", at: node, property: "" }
    case "ForOfStatement":
      return parent.right === node && !parent.await ? { kind: "iterated", at: node, property: "" } : null
    case "SpreadElement":
      if (parent.parent?.type === "ObjectExpression") return { kind: "spread", at: parent, property: "" }
      return parent.parent?.type === "ArrayExpression" ? { kind: "iterated", at: parent, property: "" } : null
    case "CallExpression":
      return isSerialised(parent, node) ? { kind: "serialised", at: node, property: "" } : null
    default:
      return null
  }
}

/** Whether a node decides by itself which way is taken: as the condition, or as an operand of one. */
function isTested(node: Node, parent: Node): boolean {
  if (parent.type === "UnaryExpression") return parent.operator === "!"
  if (parent.type === "IfStatement" || parent.type === "ConditionalExpression" || parent.type === "WhileStatement")
    return parent.test === node
  if (parent.type !== "LogicalExpression" || parent.operator === "??") return false
  let above: Node | null | undefined = parent
  let below: Node = node
  while (above?.type === "LogicalExpression" && above.operator !== "??") [below, above] = [above, above.parent]
  if (above?.type === "IfStatement" || above?.type === "WhileStatement") return above.test === below
  return above?.type === "ConditionalExpression" && above.test === below
}

function readFrom(member: Node & { type: "MemberExpression" }): Misuse | null {
  const { parent } = member
  if (member.optional || parent?.type === "AssignmentExpression") return null
  const property = propertyName(member)
  // A key that is no name would go into a sentence as it is written.
  if (property === null || !/^[\w$#]{1,80}$/.test(property)) return member.computed ? { kind: "indexed", at: member, property: "" } : null
  if (OF_PROMISES.test(property)) return null
  return { kind: parent?.type === "CallExpression" && parent.callee === member ? "called" : "read", at: member, property }
}

// `res.json(promise)` sends `{}`, as `JSON.stringify` makes of it.
function isSerialised(call: Call, node: Node): boolean {
  if (call.arguments[0] !== node || call.callee.type !== "MemberExpression") return false
  const method = propertyName(call.callee)
  const receiver = bare(call.callee.object)
  if (method === "stringify") return receiver.type === "Identifier" && receiver.name === "JSON"
  return method === "json" && isResponse(receiver)
}

function isResponse(node: Node): boolean {
  if (node.type === "Identifier") return /^(?:res|response)$/.test(node.name)
  // `res.status(200).json(…)`
  return node.type === "CallExpression" && node.callee.type === "MemberExpression" && isResponse(bare(node.callee.object))
}
