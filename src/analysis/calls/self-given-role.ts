import { escapePattern } from "../escape-pattern.ts"
import { routeAround } from "../routes/handler-around.ts"
import { asksWhoCalls, authOf, verifiesCaller } from "../routes/route-facts.ts"
import { bare, propertyName, propertyOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { clientValueOf } from "./client-value.ts"

const RIGHT = /^(?:user_?)?roles?$|^(?:is_?)?(?:admin|staff|super_?user|super_?admin|moderator)$|^permissions$/i
const CREDENTIAL = /^(?:\w*_)?(?:password|passwd|pwd|hash)(?:_?(?:hash|digest))?$|[pP]asswordHash$/
const CREATES = /^(?:create|insert|insertOne|save|values|build|add|upsert)$/
// A list that names none of these offers kinds of accounts, and no rights over others.
const POWERFUL = /admin|owner|root|super|staff|moderator|manager/i
const LISTS = /enum|oneOf|\.valid\(|literal|union|isIn\(|\bin:/i

/** A right that a new account is given by whoever registers it, and the route; `null` where somebody who may decides. */
export function selfGivenRole(
  project: Project,
  module: SourceModule,
  call: Node & { type: "CallExpression" },
): { readonly node: Node; readonly name: string } | null {
  const method = call.callee.type === "MemberExpression" ? (propertyName(call.callee) ?? "") : ""
  if (!CREATES.test(method)) return null
  const record = bare(propertyOf(call.arguments[0], "data") ?? call.arguments[0] ?? call)
  if (record.type !== "ObjectExpression") return null
  const named = record.properties.flatMap((each) => (each.type === "Property" ? [{ node: each, name: propertyName(each) ?? "" }] : []))
  if (!named.some(({ name }) => CREDENTIAL.test(name))) return null
  const right = named.find(({ node, name }) => RIGHT.test(name) && isFromBody(module, node.value))
  if (!right || !mayBePowerful(module, right.name)) return null
  const route = routeAround(project, module, call)
  if (!route || route.method !== "POST" || authOf(project, route) !== null || asksWhoCalls(route) || verifiesCaller(route)) return null
  return right
}

// `req.body.role`, or `const { role } = parsed.data`
function isFromBody(module: SourceModule, value: Node): boolean {
  const inner = bare(value)
  if (inner.type === "LogicalExpression") return isFromBody(module, inner.left)
  const sent = clientValueOf(module, inner)
  if (sent) return sent.place === "body"
  const binding = inner.type === "Identifier" ? module.bindings.resolve(inner) : null
  const init = binding?.declaration.type === "VariableDeclarator" && binding.pattern.length === 1 ? binding.declaration.init : null
  return (
    !!init && binding?.assigned.length === 0 && /\.(?:body|payload|data|value)\b|\.(?:json|valid)\(/.test(module.textOf(init).slice(0, 200))
  )
}

function mayBePowerful(module: SourceModule, name: string): boolean {
  const said = new RegExp(`\\b${escapePattern(name)}["']?\\s{0,3}:\\s{0,3}([^\\n]{1,300})`, "g")
  const lists = [...module.code.matchAll(said)].map((match) => match[1] ?? "").filter((text) => LISTS.test(text))
  return lists.length === 0 || lists.some((text) => POWERFUL.test(text))
}
