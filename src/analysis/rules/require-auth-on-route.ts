import { isTestPath } from "../classify.ts"
import type { ChangeView } from "../change/change-view.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { routesIn } from "../routes/collect-routes.ts"
import { ownGuardOf } from "../routes/guard-words.ts"
import { nextHandlersIn } from "../routes/next-handlers.ts"
import { isOpenPath } from "../routes/open-routes.ts"
import { asksWhoCalls, authOf, handedTo } from "../routes/route-facts.ts"
import { proceduresOf } from "../routes/trpc-procedures.ts"
import { routeLabel } from "../routes/route.ts"
import type { Route } from "../routes/route.ts"
import { bare, enclosingClass, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { Project } from "../source/project.ts"

const PICTURES = /^(?:img|images?|logos?|avatars?|icons?|assets|static)$/i

const MAX_HANDLER = 10_000

export const requireAuthOnRoute = defineRule({
  kind: "change",
  id: "require-auth-on-route",
  section: "security",
  practice: "middleware",
  severity: "high",
  confidence: "medium",
  title: "A route lacks the check its neighbours have",
  why: "Where every neighbour asks who is calling, the one that does not is almost always an oversight, and nothing fails because of it. Reviewers miss it, since what is missing is not in the diff.",
  fix: "Add the check, or say in the code that the route is public.",
  cwe: ["CWE-862", "CWE-306"],
  *check({ head, diff, change }) {
    for (const file of diff.files) {
      if (file.status === "deleted" || isTestPath(file.path)) continue
      for (const [, siblings] of groupByRouter(routesIn(head, file.path))) {
        const changed = new Set(siblings.filter((each) => isChanged(change, each)))
        // Two that were forgotten together do not excuse each other.
        const witnesses = new Set(siblings.filter((each) => each.method === "USE" || !changed.has(each) || isGuarded(each)))
        for (const route of changed) {
          if (route.method === "USE" || route.method === "OPTIONS" || route.method === "HEAD") continue
          const draft = judge(
            head,
            route,
            siblings.filter((each) => each === route || witnesses.has(each)),
          )
          if (draft) yield draft
        }
      }
      yield* openMethods(head, change, file.path)
      yield* openProcedures(head, change, file.path)
    }
  },
})

// The other methods of one address ask in their handlers: `const user = await currentUser(); if (!user) return 401`.
function* openMethods(head: Project, change: ChangeView, path: string): Generator<Draft> {
  const routes = [...routesIn(head, path), ...nextHandlersIn(head, path).filter(({ kind }) => kind === "route")]
  for (const route of routes) {
    if (!CHANGES_RECORD.test(route.method) || route.path === null || !isChanged(change, route) || isGuarded(route) || isOpen(route))
      continue
    const others = routes.filter(
      (each) => each !== route && each.path === route.path && /^(?:GET|POST|PUT|PATCH|DELETE)$/.test(each.method),
    )
    const asking = others.flatMap((each) => refusesStrangers(each) ?? [])
    // What is asked of all but one was meant for that one too; what is handed the request may ask.
    if (asking.length === 0 || asking.length < others.length || handedTo(route).size > 0 || !touchesRecords(route)) continue
    if (authOf(head, route) !== null || looksAtStrangers(head)) continue
    const label = routeLabel(route)
    const [ask] = asking
    yield {
      path: route.module.path,
      at: { line: route.module.lineOf(route.handler.node) },
      title: `${label} asks nobody who is calling`,
      message: `Anyone can call \`${label}\`: ${others.map((each) => each.method).join(" and ")} of the same address ${others.length === 1 ? "asks" : "ask"} \`${ask}\` who is calling and refuse${others.length === 1 ? "s" : ""} strangers, this one changes records without.`,
      fix: `Call \`${ask}\` here too, answer with 401 when it knows nobody, and keep to the records of who is calling.`,
      key: `open ${label}`,
    }
  }
}

// tRPC: `refund: publicProcedure.input(…).mutation(…)` in a router that lets only some search what is refunded.
function* openProcedures(head: Project, change: ChangeView, path: string): Generator<Draft> {
  const procedures = proceduresOf(head).filter((each) => each.module.path === path)
  for (const route of procedures) {
    const base = baseOf(route)
    if (route.method !== "MUTATION" || base === null || !OPEN_PROCEDURE.test(base) || !isChanged(change, route) || !changesById(route))
      continue
    const router = routerAround(route)
    const guarded = procedures.find((each) => router !== null && routerAround(each) === router && isGuardedProcedure(baseOf(each)))
    if (!guarded || asksWhoCalls(route) || isOpen({ ...route, path: (route.path ?? "").replaceAll(".", "/") })) continue
    yield {
      path,
      at: { line: route.module.lineOf(route.node) },
      title: `\`${route.path}\` is open to everybody`,
      message: `Anyone can call \`${route.path}\` without a login and change the record whose id they send: it is a \`${base}\`, while \`${guarded.path}\` of the same router is a \`${baseOf(guarded)}\`.`,
      fix: `Make it a \`${baseOf(guarded)}\`, or one for those who may change the record.`,
      key: `procedure ${route.path}`,
    }
  }
}

const OPEN_PROCEDURE = /^(?:public|open|base|anonymous|unprotected)\w*[pP]rocedure$|^procedure$/
const COUNTS_ONLY =
  /increment|view|vote|like|track|cart|subscri|feedback|report|click|visit|rsvp|\binput\.\w{0,20}(?:token|secret|signature|captcha|code|password)\b|verif/i
const BY_ID =
  /\binput\.(?:\w{0,40}I[dD]|id|slug|key)\b|\b(?:id|\w{1,40}I[dD])\b[^;]{0,80}\}?\s*=\s*input\b|\binput\s*:\s*\{[^}]{0,80}\b(?:id|\w{1,40}Id)\b/

function isGuardedProcedure(base: string | null): boolean {
  return base !== null && /[pP]rocedure$/.test(base) && !OPEN_PROCEDURE.test(base) && !/rate|limit|log|timing|optional|maybe/i.test(base)
}

function changesById({ handler: { function: running, functionModule }, path }: Route): boolean {
  const text = running ? functionModule.namesOf(running).slice(0, MAX_HANDLER) : ""
  return (
    BY_ID.test(text) &&
    (CHANGES.test(text) || /\b\w{0,40}(?:refund|mark|cancel|approve|publish|close)\w{0,40}\(/i.test(text)) &&
    !COUNTS_ONLY.test(`${path ?? ""} ${text}`)
  )
}

/** The name a chain of tRPC begins with, `protectedProcedure`. */
function baseOf({ node }: Route): string | null {
  let inner = bare(node)
  while (inner.type === "CallExpression" || inner.type === "MemberExpression") {
    const name = inner.type === "MemberExpression" ? propertyName(inner) : null
    if (name !== null && /[pP]rocedure$/.test(name)) return name
    inner = bare(inner.type === "CallExpression" ? inner.callee : inner.object)
  }
  return inner.type === "Identifier" ? inner.name : null
}

// The object of procedures they stand in together.
function routerAround({ node }: Route): Node | null {
  return node.parent?.type === "Property" ? (node.parent.parent ?? null) : null
}

const CHANGES_RECORD = /^(?:PUT|PATCH|DELETE)$/
const CHANGES =
  /\.(?:delete|destroy|remove|update|patch|save|set|put|execute|query|insert|run)\w{0,20}\(|\b(?:delete|remove|update|archive|cancel)[A-Z]\w{0,40}\(/
const ASKS =
  /\b((?:\w{1,30}\.){0,3}(?:auth|\w{0,30}(?:[cC]urrentUser|[sS]ession|[aA]uth|[lL]ogin|[uU]serFrom|[gG]etUser|[vV]iewer)\w{0,30}))\(/
const REFUSES = /\b401\b|[uU]nauthori[sz]ed|UNAUTHORIZED|[uU]nauthenticated/

/** The function a handler asks who is calling, when it refuses whom it does not know; `null` for others. */
function refusesStrangers({ handler: { function: running, functionModule } }: Route): string | null {
  const text = running ? functionModule.textOf(running).slice(0, MAX_HANDLER) : ""
  return REFUSES.test(text) ? (ASKS.exec(text)?.[1] ?? null) : null
}

function touchesRecords({ handler: { function: running, functionModule } }: Route): boolean {
  const text = running ? functionModule.namesOf(running).slice(0, MAX_HANDLER) : ""
  return CHANGES.test(text) && !ASKS.test(text) && !/token|secret|signature|api_?key/i.test(text)
}

// Next.js runs one file before every handler.
function looksAtStrangers(head: Project): boolean {
  return head.sourcePaths.some(
    (path) => /(?:^|\/)(?:middleware|proxy)\.[cm]?[jt]s$/.test(path) && head.codeMentions(path, /auth|session|token|clerk|login/i),
  )
}

function isChanged(change: ChangeView, route: Route): boolean {
  const line = route.module.lineOf(route.node)
  return change.touches(route.module.path, line, Math.max(line, route.handler.module.lineOf(route.handler.node)))
}

function groupByRouter(routes: readonly Route[]): Map<string, Route[]> {
  const groups = new Map<string, Route[]>()
  for (const route of routes) {
    const key = `${route.framework} ${routerOf(route)}`
    groups.set(key, [...(groups.get(key) ?? []), route])
  }
  return groups
}

function routerOf(route: Route): string {
  if (route.framework === "NestJS") return String(enclosingClass(route.node)?.start ?? "")
  if (route.framework === "Hapi") return "server"
  const { node } = route
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return ""
  // In a chain the innermost receiver is the router.
  let receiver: Node = node.callee.object
  while (receiver.type === "CallExpression" && receiver.callee.type === "MemberExpression") receiver = receiver.callee.object
  return route.module.textOf(receiver)
}

function judge(head: Project, route: Route, siblings: readonly Route[]): Draft | null {
  if (isGuarded(route) || isOpen(route) || saysWhoMay(route)) return null
  const others = siblings.filter((each) => each !== route && each.method !== "USE" && !isOpen(each))
  const guarded = others.filter((each) => ownGuardOf(each) !== null)
  // Where all of a small router ask, two are enough to say so of a route that changes something.
  if (guarded.length < (isRead(route) || guarded.length < others.length ? 3 : 2)) return null
  const peers = others.filter((each) => isRead(each) === isRead(route))
  const guardedPeers = peers.filter(isGuarded)
  // Reading is often public where writing is not: compare with what does the same.
  if (
    isRead(route)
      ? guardedPeers.length === 0 || guardedPeers.length < peers.length
      : guarded.length * 4 < others.length * 3 || guardedPeers.length < peers.length
  )
    return null
  // A guard that runs before all of them, here or where the router is mounted, needs no repetition.
  if (authOf(head, route) !== null) return null
  const guard = commonest(guarded.map((each) => ownGuardOf(each) ?? ""))
  // What also stands before the error page or the login turns nobody away.
  if (
    siblings.some((each) => ownGuardOf(each) === guard && (isOpen(each) || /(?:^|\/)(?:40\d|500|error|not-?found)$/.test(each.path ?? "")))
  )
    return null
  const names = guarded.slice(0, 3).map((each) => `\`${routeLabel(each)}\``)
  const label = routeLabel(route)
  return {
    path: route.module.path,
    at: { line: route.module.lineOf(route.node) },
    title: `${label} runs without \`${guard}\``,
    message: `Anyone can call \`${label}\`: ${guarded.length} of its ${others.length} neighbours in this router ask for \`${guard}\` (${names.join(", ")}${guarded.length > 3 ? ", …" : ""}), this one does not, and nothing in its handler looks at who is calling.`,
    fix: `Put \`${guard}\` before the handler, or mark the route as public on purpose.`,
    key: label,
    // `uploadPost = (req, res) => upload(req, res, asFile)`: who is calling may be asked there.
    ...(handedTo(route).size > 0 ? { confidence: "low" as const } : {}),
  }
}

function isGuarded(route: Route): boolean {
  return ownGuardOf(route) !== null || asksWhoCalls(route)
}

function isOpen(route: Route): boolean {
  if (isOpenPath(route)) return true
  // Pages show pictures without a login of their own.
  if (isRead(route) && (route.path ?? "").split("/").some((segment) => PICTURES.test(segment))) return true
  return (
    route.framework === "NestJS" &&
    /@(?:\w*Public\w*|\w*Skip\w*|\w*Anonymous\w*|AllowUnauth\w*|Roles|Auth\w*|HasPermission)\b/.test(decoratorsOf(route))
  )
}

function decoratorsOf(route: Route): string {
  const { node, module } = route
  return node.type === "MethodDefinition" ? node.decorators.map((each) => module.textOf(each)).join(" ") : ""
}

// `permission: NONE` in a table of routes is a decision somebody wrote down.
function saysWhoMay(route: Route): boolean {
  return route.isIndirect === true && /\b(?:permissions?|public|anonymous|auth)\s*:/.test(textOf(route))
}

function isRead(route: Route): boolean {
  return route.method === "GET"
}

function textOf(route: Route): string {
  return route.module.textOf(route.node).slice(0, 300)
}

function commonest(texts: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]?.[0] ?? ""
}
