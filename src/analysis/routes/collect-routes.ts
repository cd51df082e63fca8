import type { Project } from "../source/project.ts"
import { collectCalls } from "./call-routes.ts"
import { collectHapi } from "./hapi-routes.ts"
import { collectNest } from "./nest-routes.ts"
import { collectOwn } from "./own-routes.ts"
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
        /\.(?:get|post|put|patch|delete|all|use|route|head|options|openapi)\s*[(<]|@(?:Get|Post|Put|Patch|Delete|All|Head|Options)\b|\bmethod\s*:\s*["'`](?:get|post|put|patch|delete)\b|\bRouter\w*\s*,\s*["'](?:get|post|put|patch|delete)["']\s*,|\.on\(\s*(?:\[[^\]]{0,80}\]|["']\w+["'])\s*,\s*\[?\s*["']\/|export (?:const|async function|function) (?:GET|POST|PUT|PATCH|DELETE)\b/i,
      )
    )
      return []
    const module = project.moduleOf(path)
    if (!module) return []
    const known = [...collectCalls(project, module), ...collectHapi(project, module), ...collectNest(project, module)]
    const own = collectOwn(project, module).filter(
      ({ node }) => !known.some((each) => each.node.start <= node.start && node.end <= each.node.end),
    )
    return [...known, ...own].sort((a, b) => a.node.start - b.node.start)
  })
}
