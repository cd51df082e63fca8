import { bare, descendants, functionName, isFunction, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// Sessions of these are kept by the server, and the cookie only names one.
const KEEP_SESSIONS = ["express-session", "@fastify/session", "koa-generic-session"]
const LOGOUT_PATH = /(?:^|[/_-])(?:log|sign)[-_]?(?:out|off)\/?$/i
const LOGOUT_NAME = /^(?:handle|do|post|get|user)?_?(?:log|sign)_?(?:out|off)(?:_?(?:user|handler|action|controller|get|post))?$/i
const SESSION_COOKIE = /sid\b|sess/i
// Whatever of this the handler calls or sets may be what ends the session.
const ENDS =
  /destroy|regenerate|log_?out\w*\(|log_?off\w*\(|sign_?out\w*\(|invalidat|revok|\bdelete\s|session\??(?:\.\w+)?\s*=\s*(?:null|undefined|false|\{)|sessionStore|\.clear\(|\.reset\(|expire|\b(?:end|kill|close|remove|delete|clear)\w*Sessions?\b|\.(?:del|remove|delete)\w*\(/i
const HANDED_ON = /^(?:_?(?:req|request|ctx|context)|\w+\.session|\w+\.session\.id|\w+\.sessionI[dD])$/

/** The call by which a logout takes the cookie of a session away, where nothing ends the session itself; `null` when there is none. */
export function cookieOfKeptSession(project: Project, module: SourceModule, node: FunctionNode): Node | null {
  if (!node.body || !isLogout(module, node) || !KEEP_SESSIONS.some((name) => project.dependsOn(module.path, name) !== null)) return null
  const text = module.namesOf(node.body)
  if (ENDS.test(text)) return null
  let cleared: Node | null = null
  for (const each of descendants(node.body)) {
    if (each.type !== "CallExpression") continue
    // Whoever is handed the request may end what belongs to it.
    if (each.arguments.some((argument) => HANDED_ON.test(module.textOf(bare(argument)).slice(0, 100)))) return null
    if (clearsCookie(each, text)) cleared ??= each
  }
  return cleared
}

function isLogout(module: SourceModule, node: FunctionNode): boolean {
  const name = functionName(node)
  if (name !== null) return LOGOUT_NAME.test(name) && node.params.length >= 2
  const call = node.parent
  if (call?.type !== "CallExpression" || call.callee.type !== "MemberExpression") return false
  if (!/^(?:get|post|put|delete|all)$/.test(propertyName(call.callee) ?? "") || !LOGOUT_PATH.test(stringOf(call.arguments[0]) ?? ""))
    return false
  return call.arguments
    .slice(1)
    .every((each) => isFunction(each) || !/session|log_?(?:out|off)|sign_?out/i.test(module.textOf(each).slice(0, 200)))
}

// `res.clearCookie("connect.sid")`, `res.clearCookie(settings.cookie)` in a handler that knows of the session
function clearsCookie(call: Node & { type: "CallExpression" }, text: string): boolean {
  if (call.callee.type !== "MemberExpression" || propertyName(call.callee) !== "clearCookie") return false
  const name = stringOf(call.arguments[0])
  return name === null ? /\.session\b/.test(text) : SESSION_COOKIE.test(name)
}
