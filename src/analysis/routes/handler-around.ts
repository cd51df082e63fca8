import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { routesOf } from "./collect-routes.ts"
import type { Route } from "./route.ts"

/** The route in whose handler a node stands; `null` when it stands in none. */
export function routeAround(project: Project, module: SourceModule, node: Node): Route | null {
  for (const route of routesOf(project)) {
    const { function: running, functionModule } = route.handler
    if (running !== null && functionModule === module && running.start <= node.start && node.end <= running.end) return route
  }
  return null
}
