import { bare, enclosingFunction, identifiersNamed, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import { onlyValueOf } from "./fixed-value.ts"

type Call = Node & { type: "CallExpression" }

// `ctx.cookies.set(name, id)`, `res.cookie(name, id)`, `setCookie(event, name, id)`, `cookie.serialize(name, id)`
const SETS_COOKIE = /^(?:set|cookie|setCookie|setSignedCookie|serialize|serializeCookie)$/
const NAMES_SESSION = /sess|(?:^|[-_.])sid$|auth|token|remember|login/i

/**
 * What a value that is made here is called when it is sent as a cookie that tells who is calling: one of a session's name, or one that no
 * script may read. `null` for every other value.
 */
export function sessionCookieOf(module: SourceModule, call: Node): string | null {
  const made = wholeOf(call)
  const sent =
    cookieCallOf(module, made) ??
    usesOf(module, made)
      .map((use) => cookieCallOf(module, use))
      .find((each) => each !== null)
  if (!sent) return null
  const name = sent.name && textBehind(module, sent.name)
  if (name && NAMES_SESSION.test(name)) return name
  return sent.call.arguments.some(isHiddenFromScripts) ? "session cookie" : null
}

// `Math.random().toString(36).slice(2)`
function wholeOf(made: Node): Node {
  let whole = made
  for (let step = 0; step < 6; step++) {
    const member = whole.parent
    const call: Node | null | undefined = member?.type === "MemberExpression" && member.object === whole ? member.parent : null
    if (call?.type !== "CallExpression" || call.callee !== member) return whole
    whole = call
  }
  return whole
}

/** The call that sets a cookie to this value, with the name of the cookie; `null` when the value goes elsewhere. */
function cookieCallOf(module: SourceModule, value: Node): { readonly call: Call; readonly name: Node | null } | null {
  const call = value.parent
  if (call?.type !== "CallExpression") return null
  const index = call.arguments.findIndex((each) => each === value)
  const name = call.arguments[index - 1] ?? null
  const callee = bare(call.callee)
  const method = callee.type === "MemberExpression" ? propertyName(callee) : callee.type === "Identifier" ? callee.name : null
  if (name === null || method === null || !SETS_COOKIE.test(method)) return null
  // Maps and stores have a `set` as well.
  return /cookie/i.test(module.textOf(callee).slice(-100)) ? { call, name } : null
}

// Where the variable is used that the value is kept in.
function usesOf(module: SourceModule, made: Node): readonly Node[] {
  const holder = made.parent?.type === "AwaitExpression" ? made.parent.parent : made.parent
  if (holder?.type !== "VariableDeclarator" || holder.id.type !== "Identifier") return []
  const binding = module.bindings.resolve(holder.id)
  const around = enclosingFunction(made)
  if (!binding || !around) return []
  return identifiersNamed(around, binding.name).filter((each) => each !== holder.id && module.bindings.resolve(each) === binding)
}

function textBehind(module: SourceModule, node: Node): string | null {
  const inner = bare(node)
  return stringOf(inner.type === "Identifier" ? onlyValueOf(module, inner) : inner)
}

function isHiddenFromScripts(options: Node): boolean {
  const value = propertyOf(options, "httpOnly")
  return value?.type === "Literal" && value.value === true
}
