import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { routesIn } from "../routes/collect-routes.ts"
import { routeLabel } from "../routes/route.ts"
import type { Route } from "../routes/route.ts"
import { nodesOf, propertyName } from "../source/ast.ts"
import { callFacts } from "../calls/call-facts.ts"
import type { Project } from "../source/project.ts"

const VERB =
  /^(?:delete|remove|destroy|update|edit|create|add|transfer|pay|approve|reject|ban|unban|promote|disable|enable|deactivate|grant|revoke|purge|clear|cancel)(?:[-_]?\w+)?$/i
const WRITES = /^(?:delete\w*|remove\w*|destroy|update\w*|findOneAnd\w+|findByIdAnd\w+|insert\w*|create|save|upsert|softDelete)$/
// Links of a mail are opened with GET, and carry a token of their own.
const OPENED_FROM_MAIL = /token|code|confirm|verif|unsubscribe|callback/i

export const noChangeByGet = defineRule({
  kind: "source",
  id: "no-change-by-get",
  section: "security",
  practice: "api-design",
  severity: "medium",
  confidence: "medium",
  title: "Opening a link changes data",
  why: "Browsers, crawlers and previews of messages open links without asking, and send the visitor's cookies along: an image with this address on any page is enough. `SameSite=Lax` and most CSRF protection let GET through.",
  fix: "Use POST, PUT or DELETE.",
  cwe: ["CWE-352", "CWE-650"],
  needs: { path: "server", routes: true },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const route of routesIn(project, module.path)) {
      if (route.method !== "GET" || route.path === null || OPENED_FROM_MAIL.test(route.path)) continue
      const verb = route.path.split("/").find((each) => VERB.test(each))
      const write = verb === undefined ? null : writeIn(project, route)
      if (write === null) continue
      const label = routeLabel(route)
      yield {
        at: { line: route.module.lineOf(route.node) },
        title: `${label} changes data`,
        message: `A page on any site makes a visitor's browser do this with an image that has this address: \`${label}\` runs \`${write}\`, and GET needs no consent.`,
        key: label,
      }
    }
  },
})

/** The call in the handler that writes, as written; `null` when there is none. A form that is shown changes nothing. */
function writeIn(project: Project, { handler }: Route): string | null {
  const { function: running, functionModule } = handler
  if (!running?.body) return null
  for (const node of nodesOf(functionModule.program, "CallExpression")) {
    if (node.start < running.start || node.end > running.end || node.callee.type !== "MemberExpression") continue
    const method = propertyName(node.callee) ?? ""
    if (!WRITES.test(method)) continue
    const receiver = functionModule.textOf(node.callee.object)
    const isRecord = /^[A-Z]\w*(?:\(|$)|[mM]odel$|[rR]epo(?:sitory)?$|\bprisma\.|\bdb\b|collection|\bknex\b/.test(receiver.slice(0, 80))
    if (isRecord || callFacts(project, functionModule, node).facts.includes("db-write"))
      return functionModule.textOf(node.callee).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 50)
  }
  return null
}
