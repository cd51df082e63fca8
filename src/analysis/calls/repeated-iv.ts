import { bare, descendants, enclosingClass, enclosingFunction, propertyName } from "../source/ast.ts"
import type { ClassNode, Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { isFixedValue, onlyValueOf, PART } from "./fixed-value.ts"

type Call = Node & { type: "CallExpression" }

const MAX_DEPTH = 6

/**
 * Whether an encryption has the same IV for each message: it is written into the source, comes from the settings, or is made once when the
 * file is loaded or the object is. False where the key is made for this message alone, because then the IV need not change.
 */
export function isRepeatedIv(project: Project, module: SourceModule, call: Call): boolean {
  const iv = call.arguments[2]
  return iv !== undefined && isSame(project, module, bare(iv)) && !hasOwnKey(module, call)
}

/** Whether an IV is the same for each message, whatever the key: written into the source, from the settings, or made once. */
export function isSameForAll(project: Project, module: SourceModule, iv: Node): boolean {
  return isSame(project, module, bare(iv))
}

function isSame(project: Project, module: SourceModule, whole: Node): boolean {
  const iv = partOf(whole)
  if (isFixedValue(project, module, iv)) return true
  if (iv.type === "MemberExpression" && iv.object.type === "ThisExpression") {
    const owner = enclosingClass(iv)
    const made = owner ? madeWithObject(owner, propertyName(iv)) : null
    return made !== null && (isFixedValue(project, module, made) || isFixedDigest(project, module, made, true))
  }
  const value = iv.type === "Identifier" ? onlyValueOf(module, iv) : null
  if (!value) return false
  // What is made at the top of a file is made once, whatever it is made of.
  if (enclosingFunction(value) !== null || enclosingFunction(iv) === null) return isFixedDigest(project, module, value, false)
  return originOfCall(project, module, value) === "crypto.randomBytes" || isFixedDigest(project, module, value, true)
}

function partOf(node: Node): Node {
  const isPart = node.type === "CallExpression" && node.callee.type === "MemberExpression" && PART.test(propertyName(node.callee) ?? "")
  return isPart ? bare((node.callee as Node & { type: "MemberExpression" }).object) : node
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
    if (method === "update" && !isMadeOnce && !(first && isFixedValue(project, module, first))) return false
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

/** Whether the key was made or agreed on for this message: then it may have any IV. */
export function hasOwnKey(module: SourceModule, call: Call): boolean {
  const key = call.arguments[1] ? bare(call.arguments[1]) : null
  const around = enclosingFunction(call)
  if (!around || key?.type !== "Identifier") return false
  const value = onlyValueOf(module, key)
  if (!value || enclosingFunction(value) !== around) return false
  return /random|generateKey|diffieHellman|computeSecret|hkdf/i.test(module.namesOf(around))
}

function originOfCall(project: Project, module: SourceModule, node: Node): string | null {
  const inner = bare(node)
  return inner.type === "CallExpression" ? originOf(project, module, inner.callee) : null
}
