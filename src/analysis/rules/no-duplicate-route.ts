import { isTestPath } from "../classify.ts"
import { routesIn } from "../routes/collect-routes.ts"
import { routeLabel } from "../routes/route.ts"
import type { Route } from "../routes/route.ts"
import { isConditional, passesOn, routerOf } from "../routes/router-of.ts"
import { defineRule } from "../rule.ts"

export const noDuplicateRoute = defineRule({
  kind: "source",
  id: "no-duplicate-route",
  section: "maintainability",
  practice: "api-design",
  severity: "medium",
  confidence: "high",
  title: "The same route is registered twice",
  why: "The first registration answers and the second one never runs, so whoever changes it wonders why nothing happens. It is usually a copy whose path was not adapted.",
  fix: "Give it the path or method it was meant for, or delete one of the two.",
  cwe: ["CWE-561"],
  needs: { path: "no test", routes: true },
  *check({ project, module }) {
    if (isTestPath(module.path)) return
    const first = new Map<string, Route>()
    for (const route of routesIn(project, module.path)) {
      if (route.path === null || route.path === "" || route.method === "USE" || route.method === "OPTIONS" || isConditional(route)) continue
      const key = `${routerOf(route)} ${route.method} ${route.path.replace(/:\w+/g, ":").replace(/\{\w+\}/g, "{}")} ${versionOf(route)}`
      const before = first.get(key)
      if (!before) {
        if (!passesOn(route)) first.set(key, route)
        continue
      }
      const label = routeLabel(route)
      const fails = route.framework === "Fastify" || route.framework === "Hapi"
      yield {
        at: { line: module.lineOf(route.node) },
        title: `${label} is registered twice`,
        message: fails
          ? `${route.framework} refuses to start: \`${label}\` is registered already on line ${module.lineOf(before.node)}.`
          : `This handler never runs: \`${routeLabel(before)}\` on line ${module.lineOf(before.node)} answers the same requests and passes none of them on.`,
        severity: fails ? "high" : "medium",
        key: `${label} twice`,
      }
    }
  },
})

// Versions, hosts and constraints tell routes apart that have the same path.
function versionOf(route: Route): string {
  const { node, module } = route
  if (node.type === "MethodDefinition")
    return node.decorators
      .map((each) => module.textOf(each))
      .filter((text) => /^@(?:Version|Host|Header)/.test(text))
      .join(" ")
  return /\b(?:constraints|version|vhost|isDefault)\s*:\s*[^,}\n]{0,80}/.exec(module.textOf(node).slice(0, 600))?.[0] ?? ""
}
