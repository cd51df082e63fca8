import { bare, isFunction, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { Binding } from "../source/bindings.ts"
import type { SourceModule } from "../source/module.ts"

/** Where in the request the sender put a value. */
export type ClientPlace = "query" | "body" | "path" | "header" | "cookie"

/** One value of a request, as the code at hand reads it: for rules that ask what a value is called and not where it flows. */
export interface ClientValue {
  readonly place: ClientPlace
  /** The name the sender knows it by, `userId` or `x-forwarded-for`. */
  readonly name: string
}

const PLACES: Readonly<Record<string, ClientPlace>> = {
  query: "query",
  body: "body",
  payload: "body",
  params: "path",
  param: "path",
  headers: "header",
  header: "header",
  cookies: "cookie",
}
const READS_BODY = /^(?:read|parse|get|load|collect|receive)_?(?:request_?)?(?:json|body|payload)(?:_?(?:body|json))?$/i
const REQUEST = /^_?(?:req|request|ctx|context|c)$/i
// What is the same value in another form.
const FORMS = /^(?:trim|toLowerCase|toUpperCase|toString|valueOf)$/
const CONVERSIONS = /^(?:String|Number|Boolean|parseInt|parseFloat|decodeURIComponent)$/

/** The value of a request that an expression is, also behind one local name; `null` when it is none or cannot be told. */
export function clientValueOf(module: SourceModule, node: Node, depth = 0): ClientValue | null {
  const inner = bare(node)
  if (depth > 4) return null
  switch (inner.type) {
    case "MemberExpression": {
      const name = propertyName(inner)
      const place = name === null ? null : placeOf(module, inner.object, depth)
      return place === null || name === null ? null : { place, name }
    }
    case "CallExpression":
      return fromCall(module, inner, depth)
    case "LogicalExpression":
      return inner.operator === "&&" ? null : clientValueOf(module, inner.left, depth + 1)
    case "ConditionalExpression":
      return ofOneBranch(module, inner, depth)
    case "Identifier": {
      const binding = module.bindings.resolve(inner)
      return binding === null || binding.assigned.length > 0 ? null : fromBinding(module, binding, depth)
    }
    default:
      return null
  }
}

// `typeof req.query.sig === "string" ? req.query.sig : ""`: the value, or nothing.
function ofOneBranch(
  module: SourceModule,
  { consequent, alternate }: Node & { type: "ConditionalExpression" },
  depth: number,
): ClientValue | null {
  const isNothing = (node: Node) => stringOf(node) === "" || /^(?:undefined|null)$/.test(module.textOf(bare(node)))
  if (isNothing(alternate)) return clientValueOf(module, consequent, depth + 1)
  return isNothing(consequent) ? clientValueOf(module, alternate, depth + 1) : null
}

function fromCall(module: SourceModule, call: Node & { type: "CallExpression" }, depth: number): ClientValue | null {
  const [first] = call.arguments
  if (call.callee.type === "Identifier" && CONVERSIONS.test(call.callee.name)) return first ? clientValueOf(module, first, depth + 1) : null
  // Hono: `getCookie(c, "name")`
  if (call.callee.type === "Identifier" && call.callee.name === "getCookie" && first && isRequest(module, first)) {
    const name = stringOf(call.arguments[1])
    return name === null ? null : { place: "cookie", name }
  }
  if (call.callee.type !== "MemberExpression") return null
  const method = propertyName(call.callee) ?? ""
  if (FORMS.test(method)) return clientValueOf(module, call.callee.object, depth + 1)
  const name = stringOf(first)
  if (name === null) return null
  const receiver = bare(call.callee.object)
  if (receiver.type === "MemberExpression") {
    // `ctx.cookies.get("x")`, `c.req.query("x")`
    const part = propertyName(receiver)
    if (!isRequest(module, receiver.object)) return null
    if (part === "cookies" && method === "get") return { place: "cookie", name }
    const place = part === "req" ? PLACES[method] : undefined
    return place === undefined ? null : { place, name }
  }
  return /^(?:get|header)$/.test(method) && isRequest(module, receiver) ? { place: "header", name } : null
}

function fromBinding(module: SourceModule, binding: Binding, depth: number): ClientValue | null {
  const { declaration, pattern } = binding
  if (binding.kind === "variable" && declaration.type === "VariableDeclarator" && declaration.init) {
    if (pattern.length === 0) return clientValueOf(module, declaration.init, depth + 1)
    const [name] = pattern
    if (typeof name !== "string") return null
    if (pattern.length === 1) {
      const place = placeOf(module, declaration.init, depth)
      return place === null ? null : { place, name }
    }
    // `const { query: { name } } = req`
    const place = isRequest(module, declaration.init) ? PLACES[name] : undefined
    return place === undefined || typeof pattern[1] !== "string" ? null : { place, name: pattern[1] }
  }
  return binding.kind === "parameter" ? decorated(binding) : null
}

// Nest: `@Query("isAdmin") isAdmin: string`
function decorated(binding: Binding): ClientValue | null {
  const { declaration, identifier } = binding
  if (!isFunction(declaration) || binding.pattern.length > 0) return null
  const parameter = declaration.params.find((each) => each.start <= identifier.start && identifier.end <= each.end)
  const decorators = parameter && "decorators" in parameter ? (parameter.decorators as readonly Node[]) : []
  for (const each of decorators) {
    const call = each.type === "Decorator" ? each.expression : each
    if (call.type !== "CallExpression" || call.callee.type !== "Identifier") continue
    const name = stringOf(call.arguments[0])
    const place = PLACES[call.callee.name.toLowerCase()]
    if (name !== null && place !== undefined) return { place, name }
  }
  return null
}

/** Which part of a request an expression is: `req.query`, `ctx.request.body`, or a local name of it. */
function placeOf(module: SourceModule, node: Node, depth: number): ClientPlace | null {
  const inner = bare(node)
  if (depth > 4) return null
  if (inner.type === "MemberExpression") {
    const name = propertyName(inner)
    return name !== null && isRequest(module, inner.object) ? (PLACES[name] ?? null) : null
  }
  // What reads the body of a plain request: `await readJson(req, limit)`
  if (inner.type === "CallExpression" && inner.callee.type === "Identifier") {
    const [first] = inner.arguments
    return READS_BODY.test(inner.callee.name) && first && isRequest(module, first) ? "body" : null
  }
  // Hono and the web's own requests: `await c.req.json()`
  if (inner.type === "CallExpression" && inner.callee.type === "MemberExpression")
    return /^(?:json|parseBody|formData)$/.test(propertyName(inner.callee) ?? "") && isRequest(module, inner.callee.object) ? "body" : null
  if (inner.type !== "Identifier") return null
  const binding = module.bindings.resolve(inner)
  if (binding?.kind !== "variable" || binding.assigned.length > 0 || binding.declaration.type !== "VariableDeclarator") return null
  const { init } = binding.declaration
  if (!init) return null
  if (binding.pattern.length === 0) return placeOf(module, init, depth + 1)
  const [name] = binding.pattern
  return binding.pattern.length === 1 && typeof name === "string" && isRequest(module, init) ? (PLACES[name] ?? null) : null
}

/** Whether an expression is a request: a parameter with its usual name, or what a context calls `request` and `req`. */
function isRequest(module: SourceModule, node: Node): boolean {
  const inner = bare(node)
  if (inner.type === "MemberExpression") return /^(?:request|req)$/.test(propertyName(inner) ?? "") && isRequest(module, inner.object)
  if (inner.type !== "Identifier" || !REQUEST.test(inner.name)) return false
  const kind = module.bindings.resolve(inner)?.kind
  return kind === "parameter" || kind === "variable"
}

/** How a sender of requests calls the place, for the middle of a sentence. */
export function placeName(place: ClientPlace): string {
  return { query: "the query", body: "the body", path: "the path", header: "a header", cookie: "a cookie" }[place]
}
