import { enclosingFunction, isFunction } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { routesIn } from "./collect-routes.ts"
import type { Route } from "./route.ts"

const SENDS_WHAT_IS_RETURNED = new Set(["Fastify", "Hapi", "NestJS"])

/** The routes of a file whose frameworks send what the handler returns, by handler. */
export function returningHandlers(project: Project, module: SourceModule): ReadonlyMap<FunctionNode, Route> {
  return project.onceFor(module, "returning handlers", () => {
    const found = new Map<FunctionNode, Route>()
    for (const route of routesIn(project, module.path)) {
      const { function: running, functionModule } = route.handler
      if (running && functionModule === module && SENDS_WHAT_IS_RETURNED.has(route.framework)) found.set(running, route)
    }
    return found
  })
}

/** Whether a value is what a handler returns, and its framework sends that. */
export function isReturnedByHandler(project: Project, module: SourceModule, value: Node): boolean {
  let above: Node | null | undefined = value.parent
  while (above?.type === "ParenthesizedExpression" || above?.type === "AwaitExpression" || above?.type === "TSAsExpression")
    above = above.parent
  const around = above?.type === "ReturnStatement" ? enclosingFunction(above) : isFunction(above) ? above : null
  return around !== null && returningHandlers(project, module).has(around)
}
