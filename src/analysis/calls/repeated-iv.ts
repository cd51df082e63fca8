import { bare, descendants, enclosingClass, enclosingFunction, propertyName, stringOf } from "../source/ast.ts"
import type { ClassNode, Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

type Call = Node & { type: "CallExpression" }

const MAX_DEPTH = 6
const PART = /^(?:slice|subarray|substring)$/

/**
 * Whether an encryption has the same IV for each message: it is written into the source, comes from the settings, or is made once when the
 * file is loaded or the object is. False where the key is made for this message alone, because then the IV need not change.
 */
export function isRepeatedIv(project: Project, module: SourceModule, call: Call): boolean {
  const iv = call.arguments[2]
  return iv !== undefined && isSame(project, module, bare(iv)) && !hasOwnKey(module, call)
}

function isSame(project: Project, module: SourceModule, whole: Node): boolean {
  const iv = partOf(whole)
  if (isFixed(project, module, iv, 0)) return true
  if (iv.type === "MemberExpression" && iv.object.type === "ThisExpression") {
    const owner = enclosingClass(iv)
    const made = owner ? madeWithObject(owner, propertyName(iv)) : null
    return made !== null && (isFixed(project, module, made, 0) || isFixedDigest(project, module, made, true))
  }
  const value = iv.type === "Identifier" ? valueOf(module, iv) : null
  if (!value) return false
  // What is made at the top of a file is made once, whatever it is made of.
  if (enclosingFunction(value) !== null || enclosingFunction(iv) === null) return isFixedDigest(project, module, value, false)
  return originOfCall(project, module, value) === "crypto.randomBytes" || isFixedDigest(project, module, value, true)
}

function partOf(node: Node): Node {
  const isPart = node.type === "CallExpression" && node.callee.type === "MemberExpression" && PART.test(propertyName(node.callee) ?? "")
  return isPart ? bare((node.callee as Node & { type: "MemberExpression" }).object) : node
}

/** `"…"`, `process.env.IV`, `config.get("IV")`, `Buffer.from` of those, `Buffer.alloc(16)` that nothing fills, or a part of those. */
function isFixed(project: Project, module: SourceModule, node: Node, depth: number): boolean {
  const inner = bare(node)
  if (depth > MAX_DEPTH) return false
  if (stringOf(inner) !== null || isEnvironment(project, module, inner)) return true
  if (inner.type === "LogicalExpression") return isFixed(project, module, inner.left, depth + 1)
  if (inner.type === "Identifier") {
    const value = valueOf(module, inner)
    return value !== null && isFixed(project, module, value, depth + 1) && !isFilled(module, inner, value)
  }
  if (inner.type !== "CallExpression") return false
  const [first, second] = inner.arguments
  const origin = originOf(project, module, inner.callee)
  if (origin === "globalThis.Buffer.from") return first !== undefined && isFixed(project, module, first, depth + 1)
  if (origin === "globalThis.Buffer.alloc") return second === undefined || stringOf(second) !== null || isZero(second)
  if (inner.callee.type !== "MemberExpression") return false
  const method = propertyName(inner.callee) ?? ""
  if (PART.test(method) || /^(?:padEnd|padStart|toString)$/.test(method)) return isFixed(project, module, inner.callee.object, depth + 1)
  return /^get(?:OrThrow)?$/.test(method) && /(?:^|[._])(?:iv|nonce)$|_IV_/i.test(stringOf(first) ?? "")
}

// `createHash("sha256").update(name).digest().subarray(0, 12)`: as constant as the name, and the name of an object is.
function isFixedDigest(project: Project, module: SourceModule, node: Node, isMadeOnce: boolean): boolean {
  let current = bare(node)
  for (let depth = 0; depth < MAX_DEPTH && current.type === "CallExpression"; depth++) {
    if (originOf(project, module, current.callee) === "crypto.createHash") return true
    if (current.callee.type !== "MemberExpression") return false
    const method = propertyName(current.callee) ?? ""
    if (!PART.test(method) && !/^(?:toString|digest|update)$/.test(method)) return false
    const [first] = current.arguments
    if (method === "update" && !isMadeOnce && !(first && isFixed(project, module, first, 0))) return false
    current = bare(current.callee.object)
  }
  return false
}

/** What a class gives a property in its constructor or where it declares it; `null` when a method gives it something else. */
function madeWithObject(owner: ClassNode, name: string | null): Node | null {
  let made: Node | null = null
  for (const member of owner.body.body) {
    if (member.type === "PropertyDefinition") {
      if (member.value && propertyName(member) === name) made = member.value
      continue
    }
    if (member.type !== "MethodDefinition") continue
    for (const node of descendants(member.value)) {
      if (node.type !== "AssignmentExpression" || node.left.type !== "MemberExpression" || node.left.object.type !== "ThisExpression")
        continue
      if (propertyName(node.left) !== name) continue
      if (member.kind !== "constructor") return null
      made = node.right
    }
  }
  return made
}

// A key that was made or agreed on for this message.
function hasOwnKey(module: SourceModule, call: Call): boolean {
  const key = call.arguments[1] ? bare(call.arguments[1]) : null
  const around = enclosingFunction(call)
  if (!around || key?.type !== "Identifier") return false
  const value = valueOf(module, key)
  if (!value || enclosingFunction(value) !== around) return false
  return /random|generateKey|diffieHellman|computeSecret|hkdf/i.test(module.textOf(around))
}

function valueOf(module: SourceModule, name: Node): Node | null {
  const binding = module.bindings.resolve(name)
  if (binding?.declaration.type !== "VariableDeclarator" || binding.pattern.length > 0 || binding.assigned.length > 0) return null
  return binding.declaration.init ?? null
}

function isEnvironment(project: Project, module: SourceModule, node: Node): boolean {
  return node.type === "MemberExpression" && /^globalThis\.process\.env\./.test(originOf(project, module, node) ?? "")
}

function originOfCall(project: Project, module: SourceModule, node: Node): string | null {
  const inner = bare(node)
  return inner.type === "CallExpression" ? originOf(project, module, inner.callee) : null
}

// Whoever fills it names it a second time.
function isFilled(module: SourceModule, { name }: Node & { type: "Identifier" }, value: Node): boolean {
  const around = enclosingFunction(value)
  const text = around ? module.textOf(around) : module.text
  return new RegExp(
    `randomFill\\w*\\(\\s*${name}\\b|\\b${name}\\.(?:fill|set|write\\w*|copy)\\(|\\.copy\\(\\s*${name}\\b|getRandomValues\\(\\s*${name}\\b|\\b${name}\\[`,
  ).test(text)
}

function isZero(node: Node): boolean {
  return node.type === "Literal" && node.value === 0
}
