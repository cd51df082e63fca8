import type { Project } from "../source/project.ts"
import { collectCalls } from "./call-routes.ts"
import { collectHapi } from "./hapi-routes.ts"
import { collectNest } from "./nest-routes.ts"
import type { Route } from "./route.ts"

/** The route table of everything that was read, by file and position. Computed once per project. */
export function routesOf(project: Project): readonly Route[] {
  return project.once("routes", () => project.sourcePaths.flatMap((path) => routesIn(project, path)))
}

/** The routes registered in one file. */
export function routesIn(project: Project, path: string): readonly Route[] {
  return project.once(`routes of ${path}`, () => {
    // Most files of a service register nothing; looking at the text first saves parsing them.
    if (
      !project.mentions(
        path,
        /\.(?:get|post|put|patch|delete|all|use|route|head|options)\s*[(<]|@(?:Get|Post|Put|Patch|Delete|All|Head|Options)\b/,
      )
    )
      return []
    const module = project.moduleOf(path)
    if (!module) return []
    return [...collectCalls(project, module), ...collectHapi(project, module), ...collectNest(project, module)].sort(
      (a, b) => a.node.start - b.node.start,
    )
  })
}
