import { definitionOf } from "../flow/schema/definition.ts"
import { bare, propertyName, propertyOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

/** What `createRoute({ method, path, request, … })` of @hono/zod-openapi is given, and where that stands. */
export interface OpenapiRoute {
  readonly module: SourceModule
  readonly options: Node
}

/** The description of a route that `api.openapi(route, handler)` registers; `null` for every other call. */
export function openapiRouteOf(project: Project, module: SourceModule, call: Node): OpenapiRoute | null {
  if (call.type !== "CallExpression" || call.callee.type !== "MemberExpression" || propertyName(call.callee) !== "openapi") return null
  const [description] = call.arguments
  const made = description ? definitionOf(project, module, description) : null
  const created = made === null ? null : bare(made.node)
  if (made === null || created?.type !== "CallExpression" || !/\bcreateRoute$/.test(made.module.textOf(created.callee))) return null
  const [options] = created.arguments
  const inner = options ? bare(options) : null
  return inner?.type === "ObjectExpression" ? { module: made.module, options: inner } : null
}

/** The schemas that look at a request, by part. */
export function openapiSchemas({
  options,
}: OpenapiRoute): readonly (readonly ["body" | "query" | "params" | "headers" | "cookies", Node])[] {
  const request = propertyOf(options, "request")
  if (!request) return []
  const body = propertyOf(propertyOf(request, "body"), "content")
  const kinds = body && bare(body).type === "ObjectExpression" ? (bare(body) as Node & { type: "ObjectExpression" }).properties : []
  const content = kinds.flatMap((each) => (each.type === "Property" ? (propertyOf(each.value, "schema") ?? []) : []))
  return [
    ...content.map((schema) => ["body", schema] as const),
    ...(["query", "params", "headers", "cookies"] as const).flatMap((part) => {
      const schema = propertyOf(request, part)
      return schema ? [[part, schema] as const] : []
    }),
  ]
}
