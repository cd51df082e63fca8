import type { ChangeView } from "../change/change-view.ts"
import { protectionOf } from "../change/lost-protections.ts"
import { isTestPath } from "../classify.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { chainOf } from "../routes/chain.ts"
import { routesIn, routesOf } from "../routes/collect-routes.ts"
import { isGuardText, turnsNobodyAway } from "../routes/guard-words.ts"
import { mountsAbove } from "../routes/mounts.ts"
import { isOpenPath, isOpenSegment } from "../routes/open-routes.ts"
import { asksWhoCalls, authOf, verifiesCaller } from "../routes/route-facts.ts"
import { routeLabel } from "../routes/route.ts"
import type { Handler, Route } from "../routes/route.ts"
import { bare } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { Project } from "../source/project.ts"

// They refuse whoever cannot prove who they are, unless told otherwise.
const REFUSING_PACKAGES = /^(?:express-jwt\b|koa-jwt\b|express-oauth2-jwt-bearer\.auth\b|express-openid-connect\.requiresAuth\b)/
const REFUSES = /\b40[13]\b|[uU]nauthori[sz]ed|[fF]orbidden|\bredirect\(\s*["'`]\/(?:log-?in|sign-?in|auth)/
const WRITES = /^(?:POST|PUT|PATCH|DELETE)$/
const BY_HEADER = /authorization\b|bearer|jwt|api_?-?key|x-[\w-]{0,30}(?:key|token|signature)|\bhmac|csrf|xsrf|sec-fetch-site/i
const BY_COOKIE = /\bcookies?\b|\bsession\b/
const MAX_GUARD = 4_000

export const noRouteBeforeGuard = defineRule({
  kind: "change",
  id: "no-route-before-guard",
  section: "security",
  practice: "middleware",
  severity: "high",
  confidence: "medium",
  title: "A router stands before the check of who is calling",
  why: "Express and Koa run middleware in the order in which it is registered, and a router that answers ends the chain. What is mounted above the check is open to everybody, and every test with a logged-in user passes.",
  fix: "Mount it below the check.",
  cwe: ["CWE-306", "CWE-862"],
  *check({ head, diff, change }) {
    for (const { status, path } of diff.files) {
      if (status === "deleted" || isTestPath(path)) continue
      const used = routesIn(head, path).filter((each) => each.method === "USE" && /^(?:Express|Koa)$/.test(each.framework))
      yield* beforeFormCheck(head, change, used)
      const guarded = new Set<Node>()
      for (const use of used) {
        // What stands below the first one is asked.
        if (use.router === null || guarded.has(use.router)) continue
        const guard = use.path === "" || use.path === "/" || use.path === null ? guardOf(head, use) : null
        if (guard === null) continue
        guarded.add(use.router)
        const placed = placedOn(head, use)
        // Where nothing stands below it, the check is for something else.
        if (!placed.some(({ at }) => at.start > use.node.end)) continue
        const guardLine = use.module.lineOf(use.node)
        const writing = placed.filter(({ route }) => WRITES.test(route.method))
        for (const [at, routes] of Map.groupBy(writing, (each) => each.at)) {
          const open = routes.map(({ route }) => route).filter((route) => isUnasked(head, route))
          const [first] = open
          const line = use.module.lineOf(at)
          if (!first || at.start > use.node.start || open.length < routes.length) continue
          if (!change.touches(path, line, line) && !change.touches(path, guardLine, guardLine)) continue
          yield {
            path,
            at: { line },
            title: `${routeLabel(first)} is registered before \`${guard}\``,
            message: `\`${guard}\` is used on line ${guardLine}, below this one, so it never runs for ${named(open)}: anyone can call ${open.length > 1 ? "them" : "it"}, and nothing in the handler looks at who is calling.`,
            fix: `Register it below \`${guard}\`, or say in the code that it is public.`,
            key: routeLabel(first),
          }
        }
      }
    }
  },
})

/** Routes that change something and stand above the check of where a form came from. */
function* beforeFormCheck(head: Project, change: ChangeView, used: readonly Route[]): Generator<Draft> {
  const checked = new Set<Node>()
  for (const use of used) {
    if (use.router === null || checked.has(use.router) || (use.path !== "" && use.path !== "/" && use.path !== null)) continue
    const guard = [...use.middleware, use.handler].find((each) => checksForms(head, each))
    if (!guard) continue
    checked.add(use.router)
    const writing = placedOn(head, use).filter(({ route }) => WRITES.test(route.method))
    // With others below, those above may be for callers that send no cookie.
    const isUseless = !writing.some(({ at }) => at.start > use.node.end)
    const name = guard.module.textOf(guard.node).replace(/\s+/g, " ").slice(0, 60)
    const guardLine = use.module.lineOf(use.node)
    for (const [at, routes] of Map.groupBy(writing, (each) => each.at)) {
      const open = routes.map(({ route }) => route).filter((route) => takesForms(head, route, isUseless))
      const [first] = open
      const line = use.module.lineOf(at)
      if (!first || at.start > use.node.start || open.length < routes.length) continue
      if (!change.touches(use.module.path, line, line) && !change.touches(use.module.path, guardLine, guardLine)) continue
      yield {
        path: use.module.path,
        at: { line },
        severity: "medium",
        title: `${routeLabel(first)} is registered before \`${name}\``,
        message: `\`${name}\` is used on line ${guardLine}, below this one, so it never runs for ${named(open)}: a page on any site submits a form there in the name of a visitor who is logged in.`,
        fix: `Register it below \`${name}\`.`,
        key: `form ${routeLabel(first)}`,
      }
    }
  }
}

function checksForms(project: Project, { node, module, function: running, functionModule }: Handler): boolean {
  const text = module.textOf(node).slice(0, 200)
  if (protectionOf(project, module, node) === "csrf-check") return !/^lusca\((?!.*csrf)/.test(text)
  if (running === null || running.end - running.start > MAX_GUARD || !/^[\w.$]+(?:\(|$)/.test(text)) return false
  return /csrf|xsrf/i.test(text) && REFUSES.test(functionModule.textOf(running))
}

// Callers that prove who they are with a header send nothing by themselves.
function takesForms(project: Project, route: Route, isUseless: boolean): boolean {
  const chain = chainOf(project, route)
  const texts = [route.handler, ...chain].map(
    (each) =>
      `${each.module.textOf(each.node).slice(0, MAX_GUARD)} ${each.function ? each.functionModule.namesOf(each.function).slice(0, MAX_GUARD) : ""}`,
  )
  if (isOpenPath(route) || (route.path ?? "").split("/").some(isOpenSegment) || isOpenFile(route.module.path)) return false
  if (texts.some((each) => BY_HEADER.test(each)) || chain.some((each) => checksForms(project, each))) return false
  if (!isUseless && /(?:^|\/)(?:api|v\d+|graphql|rpc|internal|csp[\w-]*|reports?)(?:\/|$)/i.test(route.path ?? "")) return false
  return texts.some((each) => BY_COOKIE.test(each))
}

/** The routes on the router of a `use`, or on one that the same file mounts there, with the node that puts each of them in its place. */
function placedOn(project: Project, use: Route): { readonly at: Node; readonly route: Route }[] {
  return routesOf(project).flatMap((route) => {
    if (route.method === "USE" || isTestPath(route.module.path)) return []
    if (route.router === use.router && route.module === use.module) return [{ at: route.node, route }]
    const mount = mountsAbove(project, route.router).find((each) => each.on === use.router && each.module === use.module)
    return mount ? [{ at: mount.node, route }] : []
  })
}

// One that only looks who is calling lets strangers pass.
function guardOf(project: Project, use: Route): string | null {
  for (const each of [...use.middleware, use.handler]) {
    const text = each.module.textOf(each.node).replace(/\s+/g, " ")
    if (text.length > 80 || !/^[\w.$]+(?:\(|$)/.test(text) || turnsNobodyAway(text)) continue
    if (refuses(project, each, text)) return text
  }
  return null
}

function refuses(project: Project, { node, module, function: running, functionModule }: Handler, text: string): boolean {
  const inner = bare(node)
  const origin = originOf(project, module, inner.type === "CallExpression" ? inner.callee : inner)
  if (origin !== null && REFUSING_PACKAGES.test(origin)) return !/credentialsRequired|passthrough|authRequired/.test(text)
  if (running === null || running.end - running.start > MAX_GUARD) return false
  return isGuardText(text) && REFUSES.test(functionModule.textOf(running))
}

function isUnasked(project: Project, route: Route): boolean {
  const isOpen = isOpenPath(route) || (route.path ?? "").split("/").some(isOpenSegment) || isOpenFile(route.module.path)
  return !isOpen && authOf(project, route) === null && !asksWhoCalls(route) && !verifiesCaller(route)
}

// `routes/auth.js`, `webhooks/stripe.router.ts`
function isOpenFile(path: string): boolean {
  return path.split(/[/.]/).some((part) => isOpenSegment(part.replace(/[-_]?(?:routes?|router|controller)$/i, "")))
}

function named(routes: readonly Route[]): string {
  const names = routes.slice(0, 3).map((each) => `\`${routeLabel(each)}\``)
  return `${names.join(", ")}${routes.length > 3 ? ` and ${routes.length - 3} more` : ""}`
}
