import { bare, isFunction, propertyName, propertyOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { chainOf } from "./chain.ts"
import type { Link } from "./chain.ts"
import { openapiRouteOf, openapiSchemas } from "./openapi-route.ts"
import type { OpenapiRoute } from "./openapi-route.ts"
import { optionsOf } from "./route-facts.ts"
import type { Route } from "./route.ts"

export type RequestPart = "body" | "query" | "params" | "headers" | "cookies" | "all"

/** A check of request data before the handler sees it. */
export interface Validation {
  /** The library or the check as the code names it: `zod`, `joi`, `class-validator`, `fastify schema`, `validate(schema)`. */
  readonly by: string
  readonly part: RequestPart
  readonly scope: Link["scope"]
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
const CHECKS = /valid|celebrate|schema|\bzod\b|\bjoi\b|\byup\b|\bdto\b|checkBody|parseBody/i
const CHECKS_INSIDE = /\.(?:safeParse|parseAsync|validateAsync|validate)\(/

/** The checks of request data that run before the handler of a route, by whom and of which part. Those of its own options come first. */
export function validationsOf(project: Project, route: Route): readonly Validation[] {
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
  const described = route.framework === "Hono" ? openapiRouteOf(project, route.module, route.node) : null
  for (const [part, node] of described ? openapiSchemas(described) : [])
    found.push({ by: "@hono/zod-openapi", part, scope: "route", module: (described as OpenapiRoute).module, node })
  for (const link of chainOf(project, route)) {
    const check = checkIn(project, link)
    if (check) found.push(check)
  }
  return found
}

function partsIn(module: SourceModule, table: Node, names: Readonly<Record<string, RequestPart>>, by: string): Validation[] {
  const inner = bare(table)
  const scope = "route"
  if (inner.type !== "ObjectExpression") return [{ by, part: "all", scope, module, node: table }]
  return inner.properties.flatMap((property) => {
    const part = property.type === "Property" ? names[propertyName(property) ?? ""] : undefined
    return part ? [{ by, part, scope, module, node: property }] : []
  })
}

function checkIn(project: Project, link: Link): Validation | null {
  const node = bare(link.node)
  const text = link.module.textOf(node).slice(0, 400)
  const callee = node.type === "CallExpression" || node.type === "NewExpression" ? node.callee : node
  const origin = originOf(project, link.module, callee) ?? ""
  const at = { scope: link.scope, module: link.module, node: link.node }
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
  if (isFunction(node) || !CHECKS.test(text))
    return checksInside(link) ? { by: text.replace(/\s+/g, " ").slice(0, 60), part: "all", ...at } : null
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

// `guardOrder`, whatever its name, when it parses what came with a schema. Only looked at where it was put before this one route.
function checksInside({ scope, function: running, functionModule }: Link): boolean {
  return (
    scope === "route" &&
    running !== null &&
    CHECKS_INSIDE.test(functionModule.code.slice(running.start, Math.min(running.end, running.start + 2_000)))
  )
}
