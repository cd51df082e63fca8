import { isTestPath } from "../classify.ts"
import { defineRule } from "../rule.ts"
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
