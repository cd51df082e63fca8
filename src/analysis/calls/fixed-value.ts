import { bare, enclosingFunction, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const MAX_DEPTH = 6
/** Methods that give a part of what they are called on. */
export const PART = /^(?:slice|subarray|substring)$/

/**
 * Whether an IV or a salt is always the same: `"…"`, `process.env.IV`, `config.get("IV")`, `Buffer.from` of those, `Buffer.alloc(16)` that
 * nothing fills, or a part of those.
 */
export function isFixedValue(project: Project, module: SourceModule, node: Node, depth = 0): boolean {
  const inner = bare(node)
  if (depth > MAX_DEPTH) return false
  if (stringOf(inner) !== null || isEnvironment(project, module, inner)) return true
  if (inner.type === "LogicalExpression") return isFixedValue(project, module, inner.left, depth + 1)
  if (inner.type === "Identifier") {
    const value = onlyValueOf(module, inner)
    return value !== null && isFixedValue(project, module, value, depth + 1) && !isFilled(module, inner, value)
  }
  // `new Uint8Array(16)`, `new Uint8Array([1, 2, 3])`
  if (inner.type === "NewExpression") {
    const given = inner.arguments[0] ? bare(inner.arguments[0]) : null
    if (inner.callee.type !== "Identifier" || inner.callee.name !== "Uint8Array" || !given) return false
    return (
      given.type === "Literal" ||
      (given.type === "ArrayExpression" && given.elements.every((each) => each !== null && bare(each).type === "Literal"))
    )
  }
  if (inner.type !== "CallExpression") return false
  const [first, second] = inner.arguments
  const origin = originOf(project, module, inner.callee)
  if (origin === "globalThis.Buffer.from") return first !== undefined && isFixedValue(project, module, first, depth + 1)
  if (origin === "globalThis.Buffer.alloc") return second === undefined || stringOf(second) !== null || isZero(second)
  if (inner.callee.type !== "MemberExpression") return false
  const method = propertyName(inner.callee) ?? ""
  if (PART.test(method) || /^(?:padEnd|padStart|toString)$/.test(method))
    return isFixedValue(project, module, inner.callee.object, depth + 1)
  return /^get(?:OrThrow)?$/.test(method) && /(?:^|[._])(?:iv|nonce|salt)$|_(?:IV|SALT)_/i.test(stringOf(first) ?? "")
}

/** What a name was set to where it is declared; `null` when it may be set to something else later. */
export function onlyValueOf(module: SourceModule, name: Node): Node | null {
  const binding = module.bindings.resolve(name)
  if (binding?.declaration.type !== "VariableDeclarator" || binding.pattern.length > 0 || binding.assigned.length > 0) return null
  return binding.declaration.init ?? null
}

function isEnvironment(project: Project, module: SourceModule, node: Node): boolean {
  return node.type === "MemberExpression" && (originOf(project, module, node) ?? "").startsWith("globalThis.process.env.")
}

// Whoever fills it names it a second time.
function isFilled(module: SourceModule, { name }: Node & { type: "Identifier" }, value: Node): boolean {
  const around = enclosingFunction(value)
  const text = around ? module.textOf(around) : module.code
  return new RegExp(
    `randomFill\\w*\\(\\s*${name}\\b|\\b${name}\\.(?:fill|set|write\\w*|copy)\\(|\\.copy\\(\\s*${name}\\b|getRandomValues\\(\\s*${name}\\b|\\b${name}\\[`,
  ).test(text)
}

function isZero(node: Node): boolean {
  return node.type === "Literal" && node.value === 0
}
