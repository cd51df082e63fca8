import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { routesIn } from "../routes/collect-routes.ts"
import { loginCheckOf } from "../routes/guard-words.ts"
import { checksRight, isRightName } from "../routes/role-checks.ts"
import { routeLabel } from "../routes/route.ts"
import { nodesOf } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

const ADMIN = /^(?:admin(?:istration|s)?|super-?admin|back-?office|root|sudo)$/i
const OPEN = /^(?:log-?(?:in|out)|sign-?in|auth|session|me|refresh.*|forgot.*|reset.*)$/i

export const requireRoleOnAdminRoute = defineRule({
  kind: "source",
  id: "require-role-on-admin-route",
  section: "security",
  practice: "middleware",
  severity: "high",
  confidence: "medium",
  title: "Everyone who is logged in may do what is meant for administrators",
  why: "Knowing who is calling is half of the question; the other half is whether they may. Pages that are only not linked are found by the first one who looks at the addresses.",
  fix: "Put the check of the role before the handler.",
  cwe: ["CWE-285", "CWE-862"],
  needs: { path: "server", routes: true },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    const routes = routesIn(project, module.path)
    for (const route of routes) {
      if (/^(?:USE|OPTIONS|HEAD)$/.test(route.method) || route.path === null) continue
      const segments = route.path.split("/").filter((each) => each !== "")
      if (!segments.some((each) => ADMIN.test(each)) || segments.some((each) => OPEN.test(each))) continue
      const guard = loginCheckOf(route)
      if (guard === null || checksRight(project, route)) continue
      const label = routeLabel(route)
      yield {
        at: { line: route.module.lineOf(route.node) },
        title: `${label} asks who is calling, not whether they may`,
        message: `Every account that can log in reaches \`${label}\`: \`${guard.slice(0, 60)}\` lets all of them through, and neither a middleware nor the handler looks at a role.`,
        key: label,
      }
    }
    if (routes.filter((each) => loginCheckOf(each) !== null).length >= 2) yield* unusedChecks(module)
  },
})

// `const isAdmin = …` beside routes of which none asks for it.
function* unusedChecks(module: SourceModule): Generator<Draft> {
  for (const node of nodesOf(module.program, "VariableDeclarator")) {
    if (node.id.type !== "Identifier" || !node.init || !isRightName(node.id.name)) continue
    const { name } = node.id
    if (
      node.parent?.parent?.type === "ExportNamedDeclaration" ||
      node.init.type === "AwaitExpression" ||
      isUsed(module, name, node.id.start)
    )
      continue
    yield {
      at: node,
      title: `No route asks for ${name}`,
      message: `Every account that can log in reaches what is meant for administrators: \`${name}\` is made here, beside the routes, and none of them uses it.`,
      fix: `Put \`${name}\` before the handlers that need it, after the check of the login.`,
      key: `unused ${name}`,
    }
  }
}

function isUsed(module: SourceModule, name: string, declaredAt: number): boolean {
  for (const node of nodesOf(module.program, "Identifier")) if (node.name === name && node.start !== declaredAt) return true
  return false
}
