import { bare, enclosingFunction, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
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
