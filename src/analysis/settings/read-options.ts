import { bare, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

export type ObjectNode = Node & { type: "ObjectExpression" }
export type CallNode = Node & { type: "CallExpression" | "NewExpression" }

/** The object literal an expression is, or is the name of in the same file; `null` for anything else. */
export function objectOf(project: Project, module: SourceModule, node: Node | null | undefined): ObjectNode | null {
  if (!node) return null
  const inner = bare(node)
  if (inner.type === "ObjectExpression") return inner
  const written = writtenBehind(module, inner)
  if (written?.type === "ObjectExpression") return written
  const meaning = meaningOf(project, module, inner)
  if (meaning?.kind !== "value" || meaning.module !== module) return null
  const value = bare(meaning.node)
  return value.type === "ObjectExpression" ? value : null
}

// `const options: ZlibOptions = { … }` means a type of a package to whoever asks what it is.
function writtenBehind(module: SourceModule, node: Node): Node | null {
  const binding = node.type === "Identifier" ? module.bindings.resolve(node) : null
  if (binding?.declaration.type !== "VariableDeclarator" || binding.pattern.length > 0 || binding.assigned.length > 0) return null
  return binding.declaration.init ? bare(binding.declaration.init) : null
}

/** Whether everything in the object is written there: nothing is spread into it. */
export function isClosed(object: ObjectNode): boolean {
  return object.properties.every((each) => each.type === "Property" && !each.computed)
}

/** The value below dotted property names; `undefined` when a step is missing for certain, `null` when it cannot be told. */
export function optionOf(project: Project, module: SourceModule, object: ObjectNode, path: string): Node | null | undefined {
  let current: ObjectNode | null = object
  const names = path.split(".")
  for (const [index, name] of names.entries()) {
    if (current === null) return null
    const value = propertyOf(current, name) ?? spreadIn(project, module, current, name)
    if (value === null) return isClosed(current) ? undefined : null
    if (index === names.length - 1) return value
    current = objectOf(project, module, value)
  }
  return null
}

// `{ ...defaults, ...options }`: what is spread last counts, where it can be read.
function spreadIn(project: Project, module: SourceModule, object: ObjectNode, name: string): Node | null {
  for (const each of object.properties.toReversed()) {
    const inner = each.type === "SpreadElement" ? objectOf(project, module, each.argument) : null
    const value = inner && inner !== object ? propertyOf(inner, name) : null
    if (value) return value
  }
  return null
}

/** The text, number or truth value written at a node, or behind a constant of the repository; `undefined` when there is none. */
export function literalOf(project: Project, module: SourceModule, node: Node): string | number | boolean | null | undefined {
  const inner = bare(node)
  const text = stringOf(inner)
  if (text !== null) return text
  if (inner.type === "Literal") {
    const { value } = inner
    return value === null || typeof value === "number" || typeof value === "boolean" ? value : undefined
  }
  const number = numberOf(inner)
  if (number !== null) return number
  if (inner.type !== "Identifier" && inner.type !== "MemberExpression") return undefined
  const meaning = meaningOf(project, module, inner)
  if (meaning?.kind !== "value" || meaning.node === inner) return undefined
  const value = bare(meaning.node)
  if (value.type !== "Literal" && stringOf(value) === null) return numberOf(value) ?? undefined
  return literalOf(project, meaning.module, value)
}

/** The number that literals and products of literals come to, `60 * 60 * 24`; `null` for anything else. */
function numberOf(node: Node, depth = 0): number | null {
  const inner = bare(node)
  if (inner.type === "Literal") return typeof inner.value === "number" ? inner.value : null
  if (depth > 8) return null
  if (inner.type === "UnaryExpression" && inner.operator === "-") {
    const value = numberOf(inner.argument, depth + 1)
    return value === null ? null : -value
  }
  if (inner.type !== "BinaryExpression") return null
  const left = numberOf(inner.left, depth + 1)
  const right = numberOf(inner.right, depth + 1)
  if (left === null || right === null) return null
  switch (inner.operator) {
    case "*":
      return left * right
    case "+":
      return left + right
    case "**":
      return right < 64 ? left ** right : null
    default:
      return null
  }
}
