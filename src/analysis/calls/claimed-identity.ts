import { bare, enclosingFunction, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
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

// The name of a header may be kept in a constant: `req.headers[TENANT_HEADER]`.
function placeOf(module: SourceModule, node: Node, depth = 0): ClientPlace | null {
  const known = clientValueOf(module, node)
  if (known) return known.place
  const inner = bare(node)
  if (depth > 4) return null
  if (inner.type === "LogicalExpression") return inner.operator === "&&" ? null : placeOf(module, inner.left, depth + 1)
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
