import { ancestors, bare, enclosingFunction, isFunction, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { Binding } from "../source/bindings.ts"
import type { SourceModule } from "../source/module.ts"
import { usesOf } from "../source/uses-of.ts"

type Call = Node & { type: "CallExpression" }

const SESSION = /session|\bsid\b|log-?in|sign-?in|\bauth|remember/i
const WRITES_COOKIE = /(?:^|\.)(?:cookie|setCookie|set_cookie)$|cookies?(?:\(\))?\.(?:set|serialize)$/i
const WRITES_HEADER = /\.(?:setHeader|set|header|append|appendHeader)$/
// `sessions.set(id, …)`
const HOLDS_SESSIONS = /sessions?(?:_?(?:store|map|cache|table))?$/i
const MAX_USES = 20
const MAX_TEXT = 5_000

/**
 * Whether the variable that a value is put into names a session: it becomes the value of a cookie where sessions are spoken of, or the key
 * under which one is kept. `made` is what makes the value.
 */
export function namesSession(module: SourceModule, made: Node): boolean {
  const binding = takenBy(module, made)
  const owner = enclosingFunction(made)
  if (!binding || !owner) return false
  return usesOf(module, binding, owner)
    .slice(0, MAX_USES)
    .some((use) => isSessionKey(use) || isCookieOfSession(module, use))
}

/** The variable that is set to what a call makes, also where it is turned into a text on the way. */
function takenBy(module: SourceModule, made: Node): Binding | null {
  let below: Node = made
  for (const above of ancestors(made)) {
    if (isFunction(above) || above.type === "IfStatement" || above.type === "ForStatement") return null
    const target =
      above.type === "VariableDeclarator" && above.init === below
        ? above.id
        : above.type === "AssignmentExpression" && above.right === below
          ? above.left
          : null
    if (target) return target.type === "Identifier" ? module.bindings.resolve(target) : null
    below = above
  }
  return null
}

function isSessionKey(use: Node): boolean {
  const { parent } = use
  // `sessions[id] = …`
  if (parent?.type === "MemberExpression" && parent.computed && parent.property === use) return HOLDS_SESSIONS.test(nameOf(parent.object))
  if (parent?.type !== "CallExpression" || parent.arguments[0] !== use) return false
  const callee = bare(parent.callee)
  return (
    callee.type === "MemberExpression" &&
    /^(?:set|put|add|create|save)$/.test(propertyName(callee) ?? "") &&
    HOLDS_SESSIONS.test(nameOf(callee.object))
  )
}

function nameOf(node: Node): string {
  const inner = bare(node)
  return inner.type === "Identifier" ? inner.name : (propertyName(inner) ?? "")
}

// `cookie.serialize(name, id, …)`, `res.setHeader("Set-Cookie", "sid=" + id)`
function isCookieOfSession(module: SourceModule, use: Node): boolean {
  let below: Node = use
  for (const above of ancestors(use)) {
    if (isFunction(above) || above.type.endsWith("Statement")) return false
    if (above.type === "CallExpression" && above.callee !== below && isCookieCall(module, above, below)) {
      const around = enclosingFunction(use)
      const file = module.path.slice(module.path.lastIndexOf("/") + 1)
      return SESSION.test(`${file} ${module.namesOf(above)} ${around ? module.namesOf(around).slice(0, MAX_TEXT) : ""}`)
    }
    below = above
  }
  return false
}

function isCookieCall(module: SourceModule, call: Call, given: Node): boolean {
  const callee = module.textOf(call.callee).slice(-60)
  if (call.arguments[0] === given) return false
  return (
    WRITES_COOKIE.test(callee) || (WRITES_HEADER.test(callee) && /^["'`]set-cookie["'`]$/i.test(module.textOf(call.arguments[0] ?? call)))
  )
}
