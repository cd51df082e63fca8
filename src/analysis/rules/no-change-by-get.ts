import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { routesIn } from "../routes/collect-routes.ts"
import { routeLabel } from "../routes/route.ts"
import type { Route } from "../routes/route.ts"
import { bare, nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { requiredBy } from "../source/common-js.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import { callFacts } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { writesBelow } from "../calls/writes-below.ts"
import type { Project } from "../source/project.ts"

const VERBS =
  "(?:delete|remove|destroy|update|edit|create|add|transfer|pay|approve|reject|ban|unban|promote|disable|enable|deactivate|grant|revoke|purge|clear|cancel)"
const VERB = new RegExp(`^${VERBS}(?:[-_]?\\w+)?$`, "i")
const ONLY_VERB = new RegExp(`^${VERBS}$`)
const WRITES = /^(?:delete\w*|remove\w*|destroy|update\w*|findOneAnd\w+|findByIdAnd\w+|insert\w*|create|save|upsert|softDelete)$/
// What is kept for a while, or belongs to the request itself.
const NO_RECORDS = /cache|session|cookie|headers|params|query|memo|store$|(?:^|\.)(?:req|request|res|response|reply|ctx|c|url|log|logger)$/i
const OF_REQUEST = /\.(?:params|query|body|payload|param\()|\b(?:\w+I|i)d\b/
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
      const write = verb === undefined ? null : writeIn(project, route, verb)
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
function writeIn(project: Project, { handler }: Route, verb: string): string | null {
  const { function: running, functionModule } = handler
  if (!running?.body) return null
  // `/payments` and `/updates` are things.
  const [word = ""] = verb.toLowerCase().split(/[-_]/)
  const isDone = ONLY_VERB.test(word)
  for (const node of nodesOf(functionModule.program, "CallExpression")) {
    if (node.start < running.start || node.end > running.end) continue
    const callee = bare(node.callee)
    const method = callee.type === "MemberExpression" ? (propertyName(callee) ?? "") : callee.type === "Identifier" ? callee.name : ""
    // `orders.approve(req.params.id)` behind `/orders/:id/approve` as well.
    const isWrite =
      callee.type === "MemberExpression" && WRITES.test(method)
        ? isOfRecords(project, functionModule, node, callee.object) || (isDone && isOfService(project, functionModule, node))
        : isDone && method.toLowerCase().startsWith(word) && isOfService(project, functionModule, node)
    if (isWrite) return functionModule.textOf(node.callee).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 50)
  }
  return null
}

function isOfRecords(project: Project, module: SourceModule, call: Call, object: Node): boolean {
  const receiver = module.textOf(object)
  const isRecord = /^[A-Z]\w*(?:\(|$)|[mM]odel$|[rR]epo(?:sitory)?$|\bprisma\.|\bdb\b|collection|\bknex\b/.test(receiver.slice(0, 80))
  return isRecord || callFacts(project, module, call).facts.includes("db-write")
}

/** Whether a function of a service changes something: as its code says, or, where that cannot be read, as its name and the id it is given say. */
function isOfService(project: Project, module: SourceModule, call: Call): boolean {
  const callee = bare(call.callee)
  const meaning = meaningOf(project, module, callee)
  if (meaning?.kind === "function") return writesBelow(project, module, call)
  if (meaning?.kind === "external" || callee.type !== "MemberExpression") return false
  const owner = bare(callee.object)
  if (NO_RECORDS.test(module.textOf(owner).slice(-80)) || !isHandedIn(project, module, owner)) return false
  return call.arguments.some((each) => OF_REQUEST.test(module.textOf(each).slice(0, 200)))
}

// `members` of `import * as members from "../services/members.js"`, a service that is handed in, or one of `this`
function isHandedIn(project: Project, module: SourceModule, owner: Node): boolean {
  if (owner.type === "MemberExpression") return owner.object.type === "ThisExpression"
  if (owner.type !== "Identifier") return false
  const binding = module.bindings.resolve(owner)
  if (binding?.kind === "parameter") return true
  const { declaration } = binding ?? {}
  const specifier =
    binding?.kind === "import" && declaration?.parent?.type === "ImportDeclaration"
      ? declaration.parent.source.value
      : declaration?.type === "VariableDeclarator" && declaration.init
        ? requiredBy(declaration.init)
        : null
  return specifier !== null && /^[.~#@]/.test(specifier) && project.dependsOn(module.path, specifier) === null
}
