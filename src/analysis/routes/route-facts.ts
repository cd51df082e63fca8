import { bare, descendants, isFunction, propertyOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { chainOf } from "./chain.ts"
import { routesOf } from "./collect-routes.ts"
import { asksForRight, isGuardText } from "./guard-words.ts"
import { routeLabel } from "./route.ts"
import type { Handler, Route } from "./route.ts"

/** A check of who is calling. */
export interface Auth {
  /** As written, on one line: `authenticate`, `passport.authenticate("jwt")`, `AuthGuard`. */
  readonly guard: string
  readonly scope: "app" | "router" | "route" | "handler"
  readonly module: SourceModule
  readonly node: Node
}

const NO_GUARD = /^(?:express-session|cookie-session|@fastify\/session|koa-session|@fastify\/secure-session)\b/

/** The check of who is calling that guards a route, the nearest one; `null` when nothing in its chain or its wrapper is one. */
export function authOf(project: Project, route: Route): Auth | null {
  return authsOf(project, route).at(-1) ?? null
}

/** Every check of who is calling on the way to the handler, the outermost first. */
export function authsOf(project: Project, route: Route): Auth[] {
  const found: Auth[] = []
  for (const link of chainOf(project, route)) {
    const text = link.module.textOf(link.node)
    const inner = bare(link.node)
    if (text.length >= 200 || isFunction(inner) || !isGuardText(text)) continue
    const origin = originOf(project, link.module, inner.type === "CallExpression" ? inner.callee : inner)
    // A session middleware knows who calls and asks nothing of them.
    if ((origin !== null && NO_GUARD.test(origin)) || /^(?:passport\.(?:initialize|session)|session|cookieSession)\(/.test(text)) continue
    found.push({ guard: text.replace(/\s+/g, " "), scope: link.scope, module: link.module, node: link.node })
  }
  if (found.length > 0) return found
  const { wrapper } = route.handler
  if (wrapper !== null && isGuardText(wrapper))
    return [{ guard: wrapper, scope: "handler", module: route.handler.module, node: route.handler.node }]
  const options = optionsOf(route)
  const auth = route.framework === "Hapi" ? propertyOf(propertyOf(options, "options") ?? propertyOf(options, "config"), "auth") : null
  const isOff = auth?.type === "Literal" && auth.value === false
  return auth && !isOff ? [{ guard: "auth", scope: "route", module: route.module, node: auth }] : []
}

// Who sets a service up chooses what it talks to.
const SETS_UP = /admin|superuser|\broot\b|owner|manage_?(?:settings|server|instance)|settings/i

/** The guard that lets only those who run the service reach a route, as written; `null` where a route of this label lets others in. */
export function administratorGuard(project: Project, label: string): string | null {
  return project.once(`administrators of ${label}`, () => {
    const guards = routesOf(project)
      .filter((route) => routeLabel(route) === label)
      .map((route) => authsOf(project, route).findLast(({ guard }) => asksForRight(guard) && SETS_UP.test(guard))?.guard ?? null)
    return guards.length > 0 && guards.every((each) => each !== null) ? (guards[0] ?? null) : null
  })
}

/** Whether the handler itself turns away who is not logged in or may not; reading `req.user` alone does not. */
export function verifiesCaller(route: Route): boolean {
  const { function: running, functionModule } = route.handler
  if (running === null) return false
  return /\bverify\w*\(|isAuthenticated|is[A-Z]?\w*LoggedIn|[gG]et\w*Session\(|authorization\b|[uU]nauthori[sz]ed|[fF]orbidden|\b40[13]\b|\bauthenticate\w*\(|\bauthorize\w*\(|\bcan\(|[pP]rivileges?\b|not-allowed|no-privileges/.test(
    functionModule.textOf(running),
  )
}

/** How often what runs before the handler looks at who is calling, by what it does and not by its name. */
export function looksBefore(project: Project, route: Route): number {
  return chainOf(project, route).reduce((sum, link) => sum + looksAtCaller(link), 0)
}

/** Whether the handler itself looks at who is calling. */
export function asksWhoCalls(route: Route): boolean {
  return looksAtCaller(route.handler) > 0
}

// `headers.Authorization = token` says who we are, to somebody else.
const LOOKS =
  /\b_?(?:req|request|ctx|c|context)(?:\.state|\.var|\.auth)?\.(?:user|userId|auth|session|account|credentials)\b|res\.locals\.|isAuthenticated|verify|authorization(?!["']?\]?\s*(?::|=(?!=)))|getSession|currentUser|\bc(?:tx|ontext)?\.get\(["'](?:\w{0,30}(?:user|member|account|tenant|customer|session|claims|jwt|principal|identity)\w{0,20}|auth)["']|\b(?:policy|ability)\.\w|@(?:\w{0,30}(?:User|Session|Account|Member|Tenant|Principal|Auth|Identity|Impersonat(?:ion|or)|Viewer|Actor|Claims|Jwt|Caller)\w{0,20}|Req|Request)\(/gi

// `clientWithLanguage(req.user)` and `req.user.locale` ask how somebody likes it, not who it is.
const PREFERS =
  /\b[\w.]{0,60}(?:locale|language|region|time_?zone|theme|preference)\w{0,40}\(\s*(?:req|request|ctx|context)\.user\s*\)|\b(?:req|request|ctx|context)\.user\??\.(?:settings\??\.)?(?:locale|language|lang|region|time_?zone|theme)\b/gi

const READS_INTO = /\b(?:const|let|var)\s+(\w{1,40})\s*=\s*(?:req|request|ctx|context)\.[\w.]{1,60};?[ \t]*$/gm

function looksAtCaller({ function: running, functionModule }: Handler): number {
  if (running === null) return 0
  const text = functionModule.textOf(running)
  // `const session = req.session` that nobody reads is no look.
  const read = text
    .replace(PREFERS, "")
    .replace(READS_INTO, (all, name: string) => (text.split(new RegExp(`(?<![\\w$.])${name}(?![\\w$])`)).length > 2 ? all : ""))
  return read.match(LOOKS)?.length ?? 0
}

/** The object of `fastify.get(path, options, handler)`, `fastify.route(options)` and hapi's routes. */
export function optionsOf(route: Route): Node | null {
  const { node } = route
  if (node.type === "ObjectExpression") return node
  if (node.type !== "CallExpression") return null
  return node.arguments.map((each) => bare(each)).find((each) => each.type === "ObjectExpression") ?? null
}

/** The functions a handler gives the whole request: `buildHeaders(request)`. */
export function handedTo({ handler: { function: running, functionModule } }: Route): ReadonlySet<string> {
  const request = running?.params[0]
  if (!running || request?.type !== "Identifier") return new Set()
  const calls = [...descendants(running)].filter((each) => each.type === "CallExpression")
  const given = calls.filter((call) => call.arguments.some((each) => each.type === "Identifier" && each.name === request.name))
  return new Set(given.map(({ callee }) => functionModule.textOf(callee)))
}
