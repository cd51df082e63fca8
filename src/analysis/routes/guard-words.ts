import { bare, isFunction } from "../source/ast.ts"
import type { Handler, Route } from "./route.ts"

// The one place that knows by which words middleware asks who is calling and what they may do. Everything that speaks of guards (route facts,
// rules, conventions) asks here, so that no two findings disagree about the same line.
const ASKS_WHO = /auth(?!or)|guard|jwt|logged_?in|log-?in|session|ensure|protect|verify\w{0,20}token|current_?user|check_?user|passport/i
const ASKS_RIGHT =
  /(?:is|require|ensure|check|only|verify|must_?be|has|restrict|allow)_?\w{0,12}(?:admin|role|staff|owner|permission|right|privilege)|\broles?\b|\badmin\w*(?:Only|Guard|Auth|Required|Middleware|Check)|permission|\bcan\(|ability|\bacl\b|rbac|authoriz|polic(?:y|ies)|\bscopes?\b|restrictTo|grant|privilege|superuser|\badmin\b(?!\/)/i
// Both at once, or in ways the two above leave to the context.
const GUARDS =
  /permission|\b(?:admins?|staff|owners?)_?(?:only|required)\b|(?:require|ensure|must_?be)\w{0,20}(?:user|admin|role|login|staff|owner|member|manager|employee|moderator|operator|access|scope)|is_?(?:admin|user|owner)|role|acl|can\(/i
const TURNS_NOBODY_AWAY = /not_?(?:auth|logged)|guest|anonymous|optional|loose/i
// `validate(authSchemas.login)` speaks of a login and asks for none.
const DOES_SOMETHING_ELSE = /valid|schema|celebrate|sanitiz|zod|joi|\bdto\b|throttl|limit/i

// `koaGuard({ body: z.object({ … }) })` guards against what was sent, and not against who sent it.
const TAKES_SHAPES = /\(\s*\{\s*(?:body|params|query|response)\s*:/

const MAX_TEXT = 200
const MAX_FUNCTION = 4_000

/** Whether the text of a middleware asks what the caller may do. */
export function asksForRight(text: string): boolean {
  return ASKS_RIGHT.test(withoutPaths(text))
}

/** Whether it asks either: the text is the code of a middleware, its arguments included. */
export function isGuardText(text: string): boolean {
  return !/^[\w.]*\bcors\b/i.test(text) && (ASKS_WHO.test(text) || GUARDS.test(text))
}

/** Whether the text of a guard says that it lets everybody pass, and only looks who they are. */
export function turnsNobodyAway(text: string): boolean {
  return TURNS_NOBODY_AWAY.test(text)
}

/** The guard that stands at the registration of a route, as written on one line; `null` when there is none. What runs above it is not looked at. */
export function ownGuardOf(route: Route): string | null {
  for (const each of route.middleware) {
    const text = each.module.textOf(each.node)
    const called = /^(?:new\s+|await\s+)?[\w.$\s]+\(?/.exec(text.slice(0, MAX_TEXT))?.[0] ?? text.slice(0, MAX_TEXT)
    if (
      !(isGuardText(called) || turnsStrangersAway(each)) ||
      DOES_SOMETHING_ELSE.test(called) ||
      TAKES_SHAPES.test(text.slice(0, MAX_TEXT))
    )
      continue
    // One that is given much is the same guard as one that is given little; the code of a function is no name.
    if (text.length >= MAX_TEXT) {
      if (!called.endsWith("(") || /^async\b|^function\b/.test(called)) continue
      return called.slice(0, -1).trim()
    }
    if (!TURNS_NOBODY_AWAY.test(text)) return text.replace(/\s+/g, " ")
  }
  const { wrapper } = route.handler
  if (wrapper !== null && isGuardText(wrapper) && !DOES_SOMETHING_ELSE.test(wrapper)) return wrapper
  return route.framework === "Hapi" && /\bauth\b/.test(route.module.textOf(route.node).slice(0, 300)) ? "auth" : null
}

// Whatever its name: a function beside the handler that answers with 401 asks who is calling.
function turnsStrangersAway({ node, function: running, functionModule }: Handler): boolean {
  if (running === null || isFunction(bare(node)) || running.end - running.start > MAX_FUNCTION) return false
  return /\b401\b|UnauthorizedException|\bUnauthorized\(/.test(functionModule.textOf(running))
}

/** The middleware of a route by which it asks who is calling, as written; `null` when there is none. */
export function loginCheckOf(route: Route): string | null {
  for (const each of route.middleware) {
    const text = each.module.textOf(each.node)
    if (text.length < MAX_TEXT && ASKS_WHO.test(text)) return text.replace(/\s+/g, " ")
  }
  return null
}

// The route's own path, `"/admin"`, is no check.
function withoutPaths(text: string): string {
  return text.replace(/(["'`])\/?[\w/:.-]*\1/g, '""')
}
