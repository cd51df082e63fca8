import { bare, isFunction, propertyName, propertyOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { chainOf } from "./chain.ts"
import { isGuardText } from "./guard-words.ts"
import type { Handler, Route } from "./route.ts"

export type RequestPart = "body" | "query" | "params" | "headers" | "cookies" | "all"

/** A check of request data before the handler sees it. */
export interface Validation {
  /** The library or the check as the code names it: `zod`, `joi`, `class-validator`, `fastify schema`, `validate(schema)`. */
  readonly by: string
  readonly part: RequestPart
  readonly module: SourceModule
  readonly node: Node
}

/** A check of who is calling. */
export interface Auth {
  /** As written, on one line: `authenticate`, `passport.authenticate("jwt")`, `AuthGuard`. */
  readonly guard: string
  readonly scope: "app" | "router" | "route" | "handler"
  readonly module: SourceModule
  readonly node: Node
}

const PARTS: readonly RequestPart[] = ["body", "query", "params", "headers", "cookies"]
const HAPI_PARTS: Readonly<Record<string, RequestPart>> = {
  payload: "body",
  query: "query",
  params: "params",
  headers: "headers",
  state: "cookies",
}
const FASTIFY_PARTS: Readonly<Record<string, RequestPart>> = {
  body: "body",
  querystring: "query",
  query: "query",
  params: "params",
  headers: "headers",
}
const CHECKS = /valid|celebrate|schema|\bzod\b|\bjoi\b|\byup\b/i
const NO_GUARD = /^(?:express-session|cookie-session|@fastify\/session|koa-session|@fastify\/secure-session)\b/

/** The checks of request data that run before the handler of a route, by whom and of which part. */
export function validationOf(project: Project, route: Route): readonly Validation[] {
  const found: Validation[] = []
  const options = optionsOf(route)
  if (options && route.framework === "Fastify") {
    const schema = propertyOf(options, "schema")
    if (schema) found.push(...partsIn(route.module, schema, FASTIFY_PARTS, "fastify schema"))
  }
  if (options && route.framework === "Hapi") {
    const validate = propertyOf(propertyOf(options, "options") ?? propertyOf(options, "config"), "validate")
    if (validate) found.push(...partsIn(route.module, validate, HAPI_PARTS, "joi"))
  }
  for (const link of chainOf(project, route)) {
    const check = checkIn(project, link)
    if (check) found.push(check)
  }
  return found
}

/** The check of who is calling that guards a route, the nearest one; `null` when nothing in its chain or its wrapper is one. */
export function authOf(project: Project, route: Route): Auth | null {
  return authsOf(project, route).at(-1) ?? null
}

/** Every check of who is calling on the way to the handler, the outermost first. */
export function authsOf(project: Project, route: Route): Auth[] {
  const found: Auth[] = []
  for (const link of chainOf(project, route)) {
    const text = link.module.textOf(link.node)
    const inner = bare(link.node)
    if (text.length >= 200 || isFunction(inner) || !isGuardText(text)) continue
    const origin = originOf(project, link.module, inner.type === "CallExpression" ? inner.callee : inner)
    // A session middleware knows who calls and asks nothing of them.
    if ((origin !== null && NO_GUARD.test(origin)) || /^(?:passport\.(?:initialize|session)|session|cookieSession)\(/.test(text)) continue
    found.push({ guard: text.replace(/\s+/g, " "), scope: link.scope, module: link.module, node: link.node })
  }
  if (found.length > 0) return found
  const { wrapper } = route.handler
  if (wrapper !== null && isGuardText(wrapper))
    return [{ guard: wrapper, scope: "handler", module: route.handler.module, node: route.handler.node }]
  const options = optionsOf(route)
  const auth = route.framework === "Hapi" ? propertyOf(propertyOf(options, "options") ?? propertyOf(options, "config"), "auth") : null
  const isOff = auth?.type === "Literal" && auth.value === false
  return auth && !isOff ? [{ guard: "auth", scope: "route", module: route.module, node: auth }] : []
}

/** Whether the handler itself turns away who is not logged in or may not; reading `req.user` alone does not. */
export function verifiesCaller(route: Route): boolean {
  const { function: running, functionModule } = route.handler
  if (running === null) return false
  return /\bverify\w*\(|isAuthenticated|is[A-Z]?\w*LoggedIn|[gG]et\w*Session\(|authorization\b|[uU]nauthori[sz]ed|[fF]orbidden|\b40[13]\b|\bauthenticate\w*\(|\bauthorize\w*\(|\bcan\(|[pP]rivileges?\b|not-allowed|no-privileges/.test(
    functionModule.textOf(running),
  )
}

/** Whether the handler itself looks at who is calling. */
export function asksWhoCalls(route: Route): boolean {
  const { function: running, functionModule } = route.handler
  if (running === null) return false
  return /\b_?(?:req|request|ctx|c|context)(?:\.state|\.var|\.auth)?\.(?:user|userId|auth|session|account|credentials)\b|res\.locals\.|isAuthenticated|verify|authorization|getSession|currentUser|@(?:\w*User|Req|Request)\(/i.test(
    functionModule.textOf(running),
  )
}

/** The object of `fastify.get(path, options, handler)`, `fastify.route(options)` and hapi's routes. */
export function optionsOf(route: Route): Node | null {
  const { node } = route
  if (node.type === "ObjectExpression") return node
  if (node.type !== "CallExpression") return null
  return node.arguments.map((each) => bare(each)).find((each) => each.type === "ObjectExpression") ?? null
}

function partsIn(module: SourceModule, table: Node, names: Readonly<Record<string, RequestPart>>, by: string): Validation[] {
  const inner = bare(table)
  if (inner.type !== "ObjectExpression") return [{ by, part: "all", module, node: table }]
  return inner.properties.flatMap((property) => {
    const part = property.type === "Property" ? names[propertyName(property) ?? ""] : undefined
    return part ? [{ by, part, module, node: property }] : []
  })
}

function checkIn(project: Project, link: Handler): Validation | null {
  const node = bare(link.node)
  const text = link.module.textOf(node).slice(0, 400)
  const callee = node.type === "CallExpression" || node.type === "NewExpression" ? node.callee : node
  const origin = originOf(project, link.module, callee) ?? ""
  const at = { module: link.module, node: link.node }
  // https://express-validator.github.io: `body("email").isEmail()`
  if (origin.startsWith("express-validator")) {
    const name = /^(?:body|query|param|header|cookie)/.exec(text)?.[0]
    return { by: "express-validator", part: name === undefined ? "all" : partNamed(name), ...at }
  }
  if (origin.startsWith("celebrate")) return { by: "celebrate", part: "all", ...at }
  if (/^@hono\/(?:zod|valibot|typebox|arktype)-validator|^hono\/validator/.test(origin)) {
    const target = node.type === "CallExpression" ? /^["'`](\w+)/.exec(text.slice(text.indexOf("(") + 1).trimStart())?.[1] : undefined
    return { by: origin.split(".")[0] ?? origin, part: target === undefined ? "all" : partNamed(target), ...at }
  }
  if (/^(?:new )?(?:Zod)?ValidationPipe\b/.test(text)) return { by: text.includes("Zod") ? "zod" : "class-validator", part: "all", ...at }
  if (isFunction(node) || !CHECKS.test(text)) return null
  const named = PARTS.find((part) => new RegExp(`\\b${part}\\b|${part}(?:Schema|Validator)|validate${part}`, "i").test(text))
  return { by: text.replace(/\s+/g, " ").slice(0, 60), part: named ?? "all", ...at }
}

function partNamed(name: string): RequestPart {
  if (name === "json" || name === "form" || name === "body") return "body"
  if (name === "param" || name === "params") return "params"
  if (name === "query" || name === "header" || name === "cookie")
    return name === "query" ? "query" : name === "header" ? "headers" : "cookies"
  return "all"
}
