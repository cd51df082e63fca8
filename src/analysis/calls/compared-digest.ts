import { bare, descendants, identifiersNamed, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { helperDigest, startOfUpdates } from "./digest-helper.ts"
import { onlyValueOf } from "./fixed-value.ts"

type Call = Node & { type: "CallExpression" }

const COMPARES = /^(?:timingSafeEqual|safeCompare|safeEqual|constantTimeEqual|secureCompare|tsscmp|timingSafeCompare)$/
const MAX_DEPTH = 6

/**
 * Whether a hash is made for nothing but a comparison in constant time with another one that is made at the same time: both sides get one
 * length, and nothing is stored. The password of a record is another matter, because it is stored as it is.
 */
export function isOnlyCompared(project: Project, module: SourceModule, hash: Call): boolean {
  const whole = wholeDigest(hash)
  const holder = whole.parent
  const places =
    holder?.type === "VariableDeclarator" && holder.init === whole && holder.id.type === "Identifier" ? usesOf(module, holder.id) : [whole]
  return places.length > 0 && places.every((place) => isLengthOf(place) || isComparedWithFresh(project, module, place))
}

/** The whole expression that makes the digest: `createHash(…).update(…).digest("hex")`. */
function wholeDigest(hash: Call): Node {
  let whole: Node = hash
  for (let step = 0; step < MAX_DEPTH; step++) {
    const member = whole.parent
    const call: Node | null | undefined = member?.type === "MemberExpression" && member.object === whole ? member.parent : null
    if (call?.type !== "CallExpression" || call.callee !== member) return whole
    whole = call
  }
  return whole
}

function usesOf(module: SourceModule, name: Node & { type: "Identifier" }): readonly Node[] {
  const binding = module.bindings.resolve(name)
  return identifiersNamed(module.program, name.name).filter((each) => each !== name && module.bindings.resolve(each) === binding)
}

function isLengthOf({ parent }: Node): boolean {
  return parent?.type === "MemberExpression" && /^(?:length|byteLength)$/.test(propertyName(parent) ?? "")
}

function isComparedWithFresh(project: Project, module: SourceModule, place: Node): boolean {
  const call = place.parent
  if (call?.type !== "CallExpression" || call.arguments.length !== 2) return false
  const callee = bare(call.callee)
  const name = callee.type === "Identifier" ? callee.name : callee.type === "MemberExpression" ? propertyName(callee) : null
  return name !== null && COMPARES.test(name) && call.arguments.every((each) => isFresh(project, module, each))
}

// A hash that is made right there or once for all, of something that is no column of a record.
function isFresh(project: Project, module: SourceModule, node: Node): boolean {
  const inner = bare(node)
  const value = inner.type === "Identifier" ? onlyValueOf(module, inner) : inner
  const made = value ? bare(value) : null
  if (made?.type !== "CallExpression") return false
  const isHash = helperDigest(project, module, made) !== null || isDigest(made)
  return isHash && !made.arguments.concat(inputsOf(made)).some((each) => isOfRecord(module, each))
}

function isDigest(call: Call): boolean {
  const callee = bare(call.callee)
  return callee.type === "MemberExpression" && propertyName(callee) === "digest" && startOfUpdates(callee.object).type === "CallExpression"
}

/** What the chain of a digest is fed. */
function inputsOf(call: Call): Call["arguments"] {
  const fed: Call["arguments"] = []
  let inner: Node = call
  for (let step = 0; step < MAX_DEPTH && inner.type === "CallExpression" && inner.callee.type === "MemberExpression"; step++) {
    if (propertyName(inner.callee) === "update") fed.push(...inner.arguments)
    inner = bare(inner.callee.object)
  }
  return fed
}

// `user.password`, where `user` was waited for
function isOfRecord(module: SourceModule, node: Node): boolean {
  for (const each of descendants(node)) {
    const owner = each.type === "MemberExpression" ? bare(each.object) : null
    const value = owner?.type === "Identifier" ? onlyValueOf(module, owner) : null
    if (value?.type === "AwaitExpression") return true
  }
  return false
}
