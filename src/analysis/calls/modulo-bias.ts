import { escapePattern } from "../escape-pattern.ts"
import { bare, enclosingFunction, isFunction, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { onlyValueOf } from "./fixed-value.ts"

type Remainder = Node & { type: "BinaryExpression" }

// Of fewer characters each comes up nearly as often as the others.
const LEAST_SIZE = 17
const MAX_SIZE = 256
const MAX_DEPTH = 4

/**
 * What a random byte picks from with `%`, `letters[bytes[at] % letters.length]`, when 256 is no multiple of its size as far as the size can
 * be read: the first ones come up more often. `null` for other remainders, and where bytes that are too large are thrown away.
 */
export function unevenChoice(
  project: Project,
  module: SourceModule,
  remainder: Remainder,
): { readonly from: Node; readonly size: number | null } | null {
  if (remainder.operator !== "%") return null
  const from = pickedFrom(remainder)
  if (from === null || !isRandomByte(project, module, remainder.left) || throwsAway(module, remainder)) return null
  const size = sizeOf(module, remainder.right)
  if (size !== null && (size < LEAST_SIZE || size > MAX_SIZE || MAX_SIZE % size === 0)) return null
  return { from, size }
}

// `letters[… % n]`, `letters.charAt(… % n)`, `letters.at(… % n)`
function pickedFrom(remainder: Remainder): Node | null {
  const { parent } = remainder
  if (parent?.type === "MemberExpression" && parent.computed && parent.property === remainder) return parent.object
  if (parent?.type !== "CallExpression" || parent.arguments[0] !== remainder || parent.callee.type !== "MemberExpression") return null
  return /^(?:charAt|at)$/.test(propertyName(parent.callee) ?? "") ? parent.callee.object : null
}

function isRandomByte(project: Project, module: SourceModule, node: Node): boolean {
  const inner = bare(node)
  if (inner.type === "MemberExpression") return inner.computed && areRandomBytes(project, module, inner.object)
  if (inner.type !== "Identifier") return false
  const value = onlyValueOf(module, inner)
  if (value !== null) return bare(value).type === "MemberExpression" && isRandomByte(project, module, value)
  return areRandomBytes(project, module, walkedOver(module, inner))
}

/** What a name goes over, one by one: `for (const byte of bytes)`, `bytes.map((byte) => …)`, `Array.from(bytes, (byte) => …)`. */
function walkedOver(module: SourceModule, name: Node): Node | null {
  const binding = module.bindings.resolve(name)
  if (binding?.declaration.type === "VariableDeclarator") {
    const loop = binding.declaration.parent?.parent
    return loop?.type === "ForOfStatement" ? loop.right : null
  }
  if (binding?.kind !== "parameter" || !isFunction(binding.declaration) || binding.declaration.params[0] !== binding.identifier) return null
  const call = binding.declaration.parent
  if (call?.type !== "CallExpression" || call.callee.type !== "MemberExpression") return null
  return propertyName(call.callee) === "from" ? (call.arguments[0] ?? null) : call.callee.object
}

function areRandomBytes(project: Project, module: SourceModule, node: Node | null, depth = 0): boolean {
  if (node === null || depth > MAX_DEPTH) return false
  const inner = bare(node)
  if (inner.type === "Identifier") {
    const value = onlyValueOf(module, inner)
    return value !== null && (areRandomBytes(project, module, value, depth + 1) || isFilledLater(module, inner, value))
  }
  // `[...randomBytes(8)]`
  if (inner.type === "ArrayExpression") {
    const [only] = inner.elements
    return inner.elements.length === 1 && only?.type === "SpreadElement" && areRandomBytes(project, module, only.argument, depth + 1)
  }
  if (inner.type !== "CallExpression") return false
  const origin = originOf(project, module, inner.callee) ?? ""
  if (origin === "crypto.randomBytes") return true
  const [first] = inner.arguments
  if (origin === "globalThis.Array.from") return areRandomBytes(project, module, first ?? null, depth + 1)
  return /(?:^|\.)getRandomValues$/.test(origin) && first !== undefined && isBytes(first)
}

// `const bytes = new Uint8Array(16)`, and `crypto.getRandomValues(bytes)` below it.
function isFilledLater(module: SourceModule, { name }: Node & { type: "Identifier" }, value: Node): boolean {
  const around = enclosingFunction(value)
  return (
    isBytes(value) &&
    new RegExp(`(?:getRandomValues|randomFillSync)\\(\\s{0,9}${escapePattern(name)}\\b`).test(module.textOf(around ?? module.program))
  )
}

// Numbers of 32 bits are so many that the remainder hardly matters.
function isBytes(node: Node): boolean {
  const inner = bare(node)
  return inner.type === "NewExpression" && inner.callee.type === "Identifier" && inner.callee.name === "Uint8Array"
}

// `if (byte >= limit) continue`
function throwsAway(module: SourceModule, remainder: Remainder): boolean {
  const around = enclosingFunction(remainder)
  const byte = escapePattern(module.textOf(remainder.left).slice(0, 200))
  return new RegExp(`${byte}\\s{0,9}[<>]|[<>]=?\\s{0,9}${byte}`).test(module.textOf(around ?? module.program))
}

/** How many there are to pick from, `62` or the `length` of a text that is written there; `null` when it cannot be read. */
function sizeOf(module: SourceModule, node: Node): number | null {
  const inner = bare(node)
  if (inner.type === "Literal") return typeof inner.value === "number" ? inner.value : null
  if (inner.type === "Identifier") {
    const value = onlyValueOf(module, inner)
    return value !== null && bare(value).type !== "Identifier" ? sizeOf(module, value) : null
  }
  if (inner.type !== "MemberExpression" || propertyName(inner) !== "length") return null
  const list = bare(inner.object)
  const value = list.type === "Identifier" ? onlyValueOf(module, list) : list
  const text = stringOf(value)
  if (text !== null) return text.length
  const elements = value && bare(value).type === "ArrayExpression" ? (bare(value) as Node & { type: "ArrayExpression" }).elements : null
  return elements?.every((each) => each !== null && each.type !== "SpreadElement") ? elements.length : null
}
