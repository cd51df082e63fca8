import { onlyInDevelopment } from "../settings/only-in-development.ts"
import { ancestors, bare, descendants, enclosingFunction, isFunction, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Binding } from "../source/bindings.ts"
import type { Project } from "../source/project.ts"
import { usesOf } from "../source/uses-of.ts"
import { clientValueOf } from "./client-value.ts"
import type { ClientPlace } from "./client-value.ts"

type Assignment = Node & { type: "AssignmentExpression" }

/** What the rest of the service believes of the caller, taken from what the caller sent as it came. */
export interface ClaimedIdentity {
  /** As written, `session.environmentId`. */
  readonly property: string
  readonly place: ClientPlace
}

const BELIEVED =
  /^(?:active|current|selected)?_?(?:user|account|owner|tenant|org|organi[sz]ation|environment|workspace|company|customer|team)_?id$|^(?:user)?_?roles?$|^is_?admin$/i
// `user` alone is as often the record that an administrator edits.
const HOLDERS = /^(?:req|request|ctx|ctx\.state|context)\.(?:user|session|auth|identity|currentUser)$|^(?:\w*[sS]ession|principal|claims)$/
// What a middleware leaves for the handlers: `req.user = { id, roles }`.
const IDENTITIES =
  /^(?:_?req|request|ctx|ctx\.state|context|socket|socket\.data|res\.locals|reply\.locals)\.(?:user|actor|auth|identity|principal|caller|viewer|currentUser|session|account|claims)$/
// Parts of a text that the sender wrote, `"admin,editor".split(",")`.
const PARTS = /^(?:split|filter|map|trim|toLowerCase|slice)$/
const HEADERS = /^_?(?:req|request|ctx|ctx\.request|ctx\.req)\.headers?$/

/**
 * Judges an assignment such as `session.tenantId = req.headers["x-tenant"]`; `null` when the value is looked at anywhere else in the function, or when what it
 * is kept in is a record of the database.
 */
export function claimedIdentity(module: SourceModule, node: Assignment): ClaimedIdentity | null {
  if (node.operator !== "=" || node.left.type !== "MemberExpression" || !BELIEVED.test(propertyName(node.left) ?? "")) return null
  const holder = bare(node.left.object)
  if (!HOLDERS.test(module.textOf(holder).replace(/\?\./g, ".")) || isRecord(module, holder)) return null
  const around = enclosingFunction(node)
  const place = around ? placeOf(module, node.right) : null
  if (!around || place === null) return null
  const value = bare(node.right)
  if (value.type === "Identifier") {
    const binding = module.bindings.resolve(value)
    if (!binding || usesOf(module, binding, around).length !== 1) return null
  } else if (module.textOf(around).split(module.textOf(value)).length !== 2) return null
  return { property: module.textOf(node.left).replace(/\s+/g, " ").slice(0, 60), place }
}

/**
 * Judges what a middleware says of the caller, `req.user = { id: claims.sub, roles: req.headers["x-roles"].split(",") }`: the property that is what
 * the caller sent, `null` when none is or when the function looks at the value anywhere else.
 */
export function claimedInObject(module: SourceModule, node: Assignment): (ClaimedIdentity & { readonly node: Node }) | null {
  const value = bare(node.right)
  if (node.operator !== "=" || node.left.type !== "MemberExpression" || value.type !== "ObjectExpression") return null
  if (!IDENTITIES.test(module.textOf(node.left).replace(/\?\./g, "."))) return null
  const around = enclosingFunction(node)
  // Where all of it are headers, a gateway before the service has looked.
  const isToldByOthers = value.properties.every((each) => each.type === "Property" && placeOf(module, each.value) === "header")
  for (const property of around && !isToldByOthers ? value.properties : []) {
    const name = property.type === "Property" ? propertyName(property) : null
    if (property.type !== "Property" || name === null || !BELIEVED.test(name)) continue
    const given = valueOf(module, property.value)
    const place = given ? placeOf(module, given) : null
    if (!given || place === null || place === "path" || !around || isLookedAt(module, property.value, given, around)) continue
    return { property: `${module.textOf(node.left)}.${name}`.replace(/\s+/g, " ").slice(0, 60), place, node: given }
  }
  return null
}

// What somebody is known by. A tenant or a team is often chosen among one's own, further on.
const WHO =
  /^(?:x-)?(?:auth(?:enticated)?-|current-|acting-|forwarded-)?(?:user|account|customer|member|subject|uid|username)(?:-?(?:id|name|e?mail))?$/i
const PROVES = /verif|jwt|\bsession|authenticat|introspect|decodeToken|\b(?:req|request|ctx|ctx\.state)\.(?:user|auth|session)\b/i
// Who else may have looked: a gateway that proves itself, or a caller that is known already.
const TRUSTS = /secret|gateway|trusted|internal|mtls|timingSafe|api_?key|impersonat|\badmin|isService|signature|hmac/i
const LOOKS_UP = /^(?:(?:find|get|load|fetch|by|read|query)\w*|one|user|account|member)$/i
const OF_PEOPLE = /(?:user|account|member|customer|people|person|profile|identity)\w*$/i
const SUBJECT = /^(?:current|auth)?_?(?:user|viewer|actor|account|principal|caller|identity|me)(?:_?id)?$/i
const MAX_FUNCTION = 8_000

/**
 * Judges `req.headers["x-user-id"] ?? (await verified(req))` and `let id = req.headers["x-user-id"]; if (!id) id = await verified(req)`: a header beside
 * a proof that this very service asks for, so that no gateway can have looked, where the result is who is calling for the rest of the service. `null` for
 * others.
 */
export function claimedBesideProof(
  project: Project,
  module: SourceModule,
  node: Node & { type: "LogicalExpression" | "AssignmentExpression" },
): (ClaimedIdentity & { readonly node: Node }) | null {
  const around = enclosingFunction(node)
  if (!around || around.end - around.start > MAX_FUNCTION || /^(?:&&|[+*/|&^%-]=|&&=)$/.test(node.operator)) return null
  const target = node.type === "AssignmentExpression" ? bare(node.left) : null
  if (target && target.type !== "Identifier") return null
  if (target && !isForMissing(module, node, target)) return null
  const first = target ? declaredAs(module, target) : bare(node.left)
  if (!first || enclosingFunction(first) !== around) return null
  const sides = [first, node.right].map((each) => ({ node: each, header: identityHeader(module, each) }))
  const claim = sides.find((each) => each.header !== null)
  const proof = sides.find((each) => each.header === null)
  if (!claim?.header || !proof || !isProof(project, module, proof.node)) return null
  if (TRUSTS.test(module.namesOf(around)) || onlyInDevelopment(module, node)) return null
  const binding = target ? module.bindings.resolve(target) : keptIn(module, node)
  const isKept = binding !== null && usesOf(module, binding, around).some((use) => isCallerThere(module, use))
  return isKept || (!target && isCallerThere(module, node)) ? { property: claim.header, place: "header", node: claim.node } : null
}

function identityHeader(module: SourceModule, node: Node): string | null {
  const sent = clientValueOf(module, node)
  return sent?.place === "header" && WHO.test(sent.name) ? sent.name : null
}

// `await subjectOf(req)` that verifies a token, `req.user.id`, `(await jwtVerify(…)).payload.sub`
function isProof(project: Project, module: SourceModule, node: Node): boolean {
  if (clientValueOf(module, node) !== null) return false
  if (PROVES.test(module.textOf(node).slice(0, 500).replaceAll("?.", "."))) return true
  for (const each of descendants(node)) {
    const called = each.type === "CallExpression" ? each.callee : each.type === "Identifier" ? declaredAs(module, each) : null
    if (called === null) continue
    if (each.type === "Identifier" && PROVES.test(module.textOf(called).slice(0, 500))) return true
    const meaning = each.type === "CallExpression" ? meaningOf(project, module, called) : null
    if (meaning?.kind === "function" && PROVES.test(meaning.module.namesOf(meaning.node).slice(0, MAX_FUNCTION))) return true
  }
  return false
}

function declaredAs(module: SourceModule, node: Node): Node | null {
  const declaration = node.type === "Identifier" ? module.bindings.resolve(node)?.declaration : null
  return declaration?.type === "VariableDeclarator" ? declaration.init : null
}

// `id ??= …`, `if (!id) id = …`
function isForMissing(module: SourceModule, node: Node & { operator: string }, target: Node): boolean {
  if (node.operator !== "=") return true
  const asked = [...ancestors(node)].find((each) => each.type === "IfStatement" || isFunction(each))
  return asked?.type === "IfStatement" && [...descendants(asked.test)].some((each) => module.textOf(each) === module.textOf(target))
}

// `const id = …`
function keptIn(module: SourceModule, node: Node): Binding | null {
  const { parent } = node
  return parent?.type === "VariableDeclarator" && parent.id.type === "Identifier" ? module.bindings.resolve(parent.id) : null
}

/** Whether the account is looked up by the value here, or the value is kept as who is calling. */
// `users.byId(id)`, `req.user = { id }`, `return { userId: id }` of a context
function isCallerThere(module: SourceModule, value: Node): boolean {
  for (const above of ancestors(value)) {
    if (isFunction(above) || above.type.endsWith("Statement")) return false
    if (above.type === "CallExpression" && above.arguments.some((each) => each.start <= value.start && value.end <= each.end)) {
      const callee = bare(above.callee)
      if (callee.type !== "MemberExpression") return false
      return LOOKS_UP.test(propertyName(callee) ?? "") && OF_PEOPLE.test(module.textOf(callee.object).slice(-60))
    }
    if (above.type === "AssignmentExpression")
      return SUBJECT.test(above.left.type === "MemberExpression" ? (propertyName(above.left) ?? "") : "")
    if (above.type === "Property" && SUBJECT.test(propertyName(above) ?? "") && isContext(above)) return true
  }
  return false
}

// What a function that makes the context of requests gives: `context: async ({ req }) => ({ userId })`
function isContext(property: Node): boolean {
  const around = enclosingFunction(property)
  const owner = around?.parent
  const name = owner?.type === "Property" ? propertyName(owner) : around?.type === "FunctionDeclaration" ? (around.id?.name ?? null) : null
  const declared = owner?.type === "VariableDeclarator" && owner.id.type === "Identifier" ? owner.id.name : name
  return /context/i.test(declared ?? "")
}

// The expression behind a local name.
function valueOf(module: SourceModule, node: Node): Node | null {
  const inner = bare(node)
  if (inner.type !== "Identifier") return inner
  const binding = module.bindings.resolve(inner)
  const isLocal = binding?.kind === "variable" && binding.assigned.length === 0 && binding.declaration.type === "VariableDeclarator"
  if (!isLocal || binding.declaration.type !== "VariableDeclarator") return null
  return binding.pattern.length === 0 ? (binding.declaration.init ?? null) : inner
}

function isLookedAt(module: SourceModule, node: Node, given: Node, around: FunctionNode): boolean {
  const inner = bare(node)
  const binding = inner.type === "Identifier" ? module.bindings.resolve(inner) : null
  // In `{ roles }` the name stands for the property as well.
  return binding
    ? new Set(usesOf(module, binding, around).map((each) => each.start)).size !== 1
    : module.textOf(around).split(module.textOf(given)).length !== 2
}

// The name of a header may be kept in a constant: `req.headers[TENANT_HEADER]`.
function placeOf(module: SourceModule, node: Node, depth = 0): ClientPlace | null {
  const known = clientValueOf(module, node)
  if (known) return known.place
  const inner = bare(node)
  if (depth > 4) return null
  if (inner.type === "LogicalExpression") return inner.operator === "&&" ? null : placeOf(module, inner.left, depth + 1)
  if (inner.type === "CallExpression" && inner.callee.type === "MemberExpression" && PARTS.test(propertyName(inner.callee) ?? ""))
    return placeOf(module, inner.callee.object, depth + 1)
  if (inner.type === "MemberExpression") return inner.computed && HEADERS.test(module.textOf(inner.object)) ? "header" : null
  const binding = inner.type === "Identifier" ? module.bindings.resolve(inner) : null
  const declared =
    binding?.kind === "variable" && binding.assigned.length === 0 && binding.pattern.length === 0 ? binding.declaration : null
  return declared?.type === "VariableDeclarator" && declared.init ? placeOf(module, declared.init, depth + 1) : null
}

// `const session = await sessions.find(id)`: something that is kept, and not who is calling.
function isRecord(module: SourceModule, holder: Node): boolean {
  if (holder.type !== "Identifier") return false
  const binding = module.bindings.resolve(holder)
  if (binding?.kind === "parameter") return false
  const init = binding?.declaration.type === "VariableDeclarator" ? binding.declaration.init : null
  return !init || !/\b(?:req|request|ctx)\.session\b|\bget\w*Session\(/.test(module.textOf(init))
}
