import { propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { optionsOf } from "./route-facts.ts"
import type { Route } from "./route.ts"

/** A route of hapi that runs although the login failed (`try`) or was left out (`optional`), and takes the caller's word for it. */
export interface TriedAuth {
  readonly mode: "try" | "optional"
  /** The value of the option `mode`. */
  readonly node: Node
}

const CREDENTIALS = /\bcredentials\s*(?:\.\s*\w|\[|!\.)|\{[^{}]*\}\s*=\s*(?:\w+\.)*credentials\b/
// Somebody asked whether there is a caller.
const ASKED =
  /isAuthenticated|credentials\s*(?:\?\.|\?\?|\|\||&&|\?[^.:]|[!=]==?)|!\s*(?:\w+\.)*credentials\b|\(\s*(?:\w+\.)*credentials\s*\)|auth\.error|\b\w*(?:require|ensure|assert|check|verify|authori[sz]e|guard|isLogged)\w*\(/i

/**
 * Whether a route's handler uses the credentials of a login that need not have succeeded without asking whether it has; `null` when it asks, when something runs
 * before it that may, or when its handler cannot be seen. hapi keeps the credentials of a failed attempt in mode `try` and serves those
 * who sent none in mode `optional` (hapi/lib/auth.js).
 */
export function triedAuthOf(route: Route): TriedAuth | null {
  if (route.framework !== "Hapi") return null
  const options = optionsOf(route)
  const node = propertyOf(propertyOf(propertyOf(options, "options") ?? propertyOf(options, "config"), "auth"), "mode")
  const mode = stringOf(node)
  const { function: running, functionModule } = route.handler
  if (!node || (mode !== "try" && mode !== "optional") || !running || route.handler.wrapper !== null || route.middleware.length > 0)
    return null
  const text = functionModule.textOf(running).slice(0, 10_000)
  return CREDENTIALS.test(text) && !ASKED.test(text) ? { mode, node } : null
}
