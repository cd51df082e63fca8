import { definitionOf } from "../flow/schema/definition.ts"
import type { Place } from "../flow/schema/definition.ts"
import { routeAround } from "../routes/handler-around.ts"
import { validationsOf } from "../routes/validations.ts"
import type { Validation } from "../routes/validations.ts"
import { bare, descendants, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import type { ClientValue } from "./client-value.ts"

const PARTS = { body: "body", query: "query", path: "params", header: "headers", cookie: "cookies" } as const
// What keeps a number small, or keeps it from being one.
const BOUND =
  /\bmaximum\b|\bexclusiveMaximum\b|\bmax\w*\(|\.lte?\(|\.less\(|\benum\b|\bconst\b|\bliteral\(|\btype:\s*["'](?:array|string|boolean)/i
const MAX_DEFINITIONS = 40

/**
 * Whether a schema that runs before the handler around a node bounds a value of the request. A schema that cannot be read is taken to;
 * one that says what the value is and names no largest number is not.
 */
export function isBoundedBySchema(project: Project, module: SourceModule, node: Node, { place, name }: ClientValue): boolean {
  const route = routeAround(project, module, node)
  return (
    route !== null &&
    validationsOf(project, route).some(
      // What runs before all routes knows of no number of this one.
      (validation) =>
        validation.scope !== "app" &&
        (validation.part === "all" || validation.part === PARTS[place]) &&
        mayBound(project, validation, name),
    )
  )
}

function mayBound(project: Project, { module, node }: Validation, name: string): boolean {
  const waiting: Place[] = [{ module, node }]
  const seen = new Set<Node>()
  let isDefined = false
  for (const place of waiting) {
    if (seen.has(place.node) || seen.size > MAX_DEFINITIONS) continue
    seen.add(place.node)
    for (const each of descendants(place.node)) {
      if (each.type === "Property" && propertyName(each) === name) {
        const value = definitionOf(project, place.module, each.value)
        if (value === null || BOUND.test(value.module.textOf(value.node))) return true
        isDefined = true
      }
      // A schema is often put together of constants.
      if (each.type !== "Identifier" || (each.parent?.type === "CallExpression" && each.parent.callee === each)) continue
      const behind = definitionOf(project, place.module, each)
      if (behind && bare(behind.node) !== each && behind.node.type !== "Program") waiting.push(behind)
    }
  }
  return !isDefined
}
