import { isTestPath } from "../classify.ts"
import { routesIn } from "../routes/collect-routes.ts"
import { routeLabel } from "../routes/route.ts"
import type { Route } from "../routes/route.ts"
import { isConditional, passesOn, routerOf } from "../routes/router-of.ts"
import { defineRule } from "../rule.ts"
import type { Edit } from "../rule.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

export const noShadowedRoute = defineRule({
  kind: "source",
  id: "no-shadowed-route",
  section: "maintainability",
  practice: "framework",
  severity: "high",
  confidence: "high",
  title: "A route is never reached because another one takes its requests",
  why: "Express, Koa, Hono and Nest on Express ask their routes in the order they are registered, and a parameter takes any word. The request then fails in the wrong handler, with an id nobody meant.",
  fix: "Register the fixed path before the one with the parameter.",
  cwe: ["CWE-561"],
  needs: { path: "no test", routes: true },
  *check({ project, module }) {
    if (isTestPath(module.path)) return
    const earlier: Route[] = []
    for (const route of routesIn(project, module.path)) {
      if (route.path === null || route.method === "USE" || !followsOrder(project, route)) continue
      const taker = earlier.find((each) => routerOf(each) === routerOf(route) && takes(each, route))
      if (taker) {
        const label = routeLabel(route)
        const word = takenWord(taker.path as string, route.path)
        yield {
          at: { line: module.lineOf(route.node) },
          title: `${label} is never reached`,
          message: `\`${routeLabel(taker)}\` on line ${module.lineOf(taker.node)} comes first and takes these requests${word === null ? "" : `, with \`${word.value}\` as \`${word.parameter}\``}; this handler never runs.`,
          ...moveAbove(module, taker.node, route.node),
          fix: `Move it above line ${module.lineOf(taker.node)}.`,
          key: `${label} shadowed`,
        }
      }
      if (!isConditional(route) && !passesOn(route)) earlier.push(route)
      // A file of thousands of routes is a table somebody generated.
      if (earlier.length > 300) return
    }
  },
})

/** Both statements in each other's order, where each is a statement of its own in the same block. */
function moveAbove(module: SourceModule, taker: Node, shadowed: Node): { edits?: readonly Edit[] } {
  const first = taker.parent
  const second = shadowed.parent
  if (first?.type !== "ExpressionStatement" || second?.type !== "ExpressionStatement" || first.parent !== second.parent) return {}
  const { lines, text } = module
  const from = lines.startOf(lines.lineAt(second.start))
  const to = lines.startOf(lines.lineAt(second.end) + 1)
  const target = lines.startOf(lines.lineAt(first.start))
  // Nothing else on its lines, and a line behind it, so that whole lines move.
  if (text.slice(from, second.start).trim() !== "" || to <= second.end || text.slice(second.end, to).replace(";", "").trim() !== "")
    return {}
  return {
    edits: [
      { start: target, end: target, text: text.slice(from, to) },
      { start: from - 1, end: lines.endOf(lines.lineAt(second.end)), text: "" },
    ],
  }
}

function followsOrder(project: Project, { framework, module }: Route): boolean {
  if (framework === "NestJS") return project.dependsOn(module.path, "@nestjs/platform-fastify") === null
  return framework === "Express" || framework === "Koa" || framework === "Hono"
}

function takes(earlier: Route, later: Route): boolean {
  if (earlier.method !== later.method && earlier.method !== "ALL") return false
  const general = segmentsOf(earlier.path as string)
  const special = segmentsOf(later.path as string)
  if (general.length !== special.length || general.length === 0) return false
  let isWider = false
  for (const [index, segment] of general.entries()) {
    const other = special[index] as string
    if (segment === other) continue
    // `:id(\\d+)` and `:id{[0-9]+}` choose for themselves; `:from-:to` needs its dash.
    if (!/^:\w+$/.test(segment)) return false
    if (!isParameter(other)) isWider = true
    else if (!/^:\w+$/.test(other)) return false
  }
  return isWider
}

function takenWord(general: string, special: string): { value: string; parameter: string } | null {
  const words = segmentsOf(special)
  for (const [index, segment] of segmentsOf(general).entries()) {
    const value = words[index] as string
    if (segment.startsWith(":") && !isParameter(value)) return { value, parameter: segment.slice(1) }
  }
  return null
}

function isParameter(segment: string): boolean {
  return /[:*{}()?+]/.test(segment)
}

function segmentsOf(path: string): string[] {
  return path.split("/").filter((each) => each !== "")
}
