import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { ancestors, descendants, nodesOf, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const SERVERS =
  /^(?:ws(?:\.(?:WebSocketServer|Server))?|ws\.WebSocket\.Server|websocket\.server|uWebSockets\.js\.App\(\)\.ws|faye-websocket)$/
// The browser sends cookies along with the handshake, whoever's page asks for it.
const BY_COOKIE =
  /headers\.cookie|headers\[["']cookie["']\]|cookie\.parse|parseCookies?|sessionParser|sessionMiddleware|\b(?:req|request|socket|client)\.session\b|\.cookies\b/

// The handshake is handed to a function of another file.
const HANDS_ON = /\bhandleUpgrade\(|\bon\(\s*["']upgrade["']|\bon\(\s*["']connection["']/

const ORIGIN = /origin/i

export const requireOriginCheckOnSocket = defineRule({
  kind: "source",
  id: "require-origin-check-on-socket",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "medium",
  title: "Pages of other sites can open this socket for a visitor",
  why: "Browsers open a WebSocket from any page to any host and send the cookies along; CORS has no say in it. A server that knows its visitors by cookie then obeys the other page.",
  fix: "Compare the `origin` header of the handshake with your own address, or ask for a token in the first message.",
  cwe: ["CWE-1385"],
  needs: { path: "server", text: [new RegExp(`${BY_COOKIE.source}|${HANDS_ON.source}`)] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || asksOrigin(module)) return
    if (!BY_COOKIE.test(module.namesOf(module.program)) && !(HANDS_ON.test(module.code) && knowsByCookie(project, module))) return
    for (const node of nodesOf(module.program, "NewExpression", "CallExpression")) {
      const found = serverMade(project, module, node)
      if (!found) continue
      yield found
      return
    }
  },
})

// `await sessionUser(req)` reads the cookie elsewhere, and asks no origin there either.
function knowsByCookie(project: Project, module: SourceModule): boolean {
  return nodesOf(module.program, "CallExpression").some((call) => {
    if (!call.arguments.some((each) => each.type === "Identifier" && /^(?:req|request)$/.test(each.name))) return false
    const called = meaningOf(project, module, call.callee)
    if (called?.kind !== "function" || called.module === module) return false
    const text = called.module.namesOf(called.node).slice(0, 10_000)
    return BY_COOKIE.test(text) && !/origin/i.test(text)
  })
}

/**
 * Whether the file looks at the origin of a request somewhere: reads it, hands it on, or calls what is named for it. A setting that is only
 * taken in or given out again is no look.
 */
function asksOrigin(module: SourceModule): boolean {
  if (!ORIGIN.test(module.code) || !ORIGIN.test(module.namesOf(module.program))) return false
  for (const node of descendants(module.program)) {
    if (node.type === "Literal" && typeof node.value === "string" && /^(?:sec-websocket-)?origin$/i.test(node.value)) return true
    if (node.type === "ImportDeclaration" && ORIGIN.test(module.textOf(node))) return true
    if (node.type === "Property" && node.parent?.type === "ObjectPattern" && /^origin$/i.test(propertyName(node) ?? "")) return true
    if (node.type === "MemberExpression" && isAsked(node)) return true
    if (node.type === "Identifier" && ORIGIN.test(node.name) && isUsed(node)) return true
  }
  return false
}

// `request.headers.origin`, `gate.checkOrigin(request)`; `const own = config.publicOrigin` only takes a setting in.
function isAsked(node: Node): boolean {
  const name = propertyName(node) ?? ""
  return /^origin$/i.test(name) || (ORIGIN.test(name) && isUsed(node))
}

// Called, compared, asked or handed to a call, `sameOrigin(request)`, `new Gate({ allowedOrigins })`; not `return { origin: publicOrigin }`.
function isUsed(name: Node): boolean {
  let below = name
  for (const above of ancestors(name)) {
    switch (above.type) {
      case "CallExpression":
      case "NewExpression":
      case "BinaryExpression":
      case "MemberExpression":
      case "IfStatement":
      case "ConditionalExpression":
      case "AssignmentExpression":
        return true
      case "Property":
        if (above.parent?.type !== "ObjectExpression" || (above.value !== below && !above.shorthand)) return false
        break
      case "ObjectExpression":
      case "ArrayExpression":
      case "SpreadElement":
      case "UnaryExpression":
      case "LogicalExpression":
      case "TemplateLiteral":
        break
      default:
        return false
    }
    below = above
  }
  return false
}

function serverMade(project: Project, module: SourceModule, node: Node & { type: "NewExpression" | "CallExpression" }): Draft | null {
  const origin = originOf(project, module, node.callee) ?? ""
  const isSocket = (node.type === "NewExpression" && SERVERS.test(origin)) || origin === "uWebSockets.js.App().ws" || isFastifyRoute(node)
  if (!isSocket || node.arguments.some((each) => propertyOf(each, "verifyClient"))) return null
  return {
    at: upgradeOf(module, node) ?? node,
    message: `A page on any site opens this socket in a visitor's browser, is taken for the visitor, and reads and sends messages: \`${module.textOf(node.callee).slice(0, 40)}\` knows its visitors by cookie and nothing here asks for the \`origin\` of the handshake.`,
    key: "socket without origin",
  }
}

// With `noServer` the handler of the upgrade decides who gets in, and at its beginning the check belongs.
function upgradeOf(module: SourceModule, made: Node & { type: "NewExpression" | "CallExpression" }): { start: number; end: number } | null {
  if (!made.arguments.some((each) => propertyOf(each, "noServer"))) return null
  const methods = nodesOf(module.program, "CallExpression").filter((each) => each.callee.type === "MemberExpression")
  const upgrade = methods.find((each) => propertyName(each.callee) === "handleUpgrade")
  if (!upgrade) return null
  const listener = methods.find(
    (each) =>
      /^(?:on|once|addListener)$/.test(propertyName(each.callee) ?? "") &&
      stringOf(each.arguments[0]) === "upgrade" &&
      each.start <= upgrade.start &&
      upgrade.end <= each.end,
  )
  return listener ? { start: listener.start, end: listener.callee.end } : upgrade
}

// `fastify.get("/ws", { websocket: true }, …)`
function isFastifyRoute(node: Node & { type: "NewExpression" | "CallExpression" }): boolean {
  if (node.callee.type !== "MemberExpression" || !/^(?:get|route)$/.test(propertyName(node.callee) ?? "")) return false
  return node.arguments.some((each) => {
    const value = propertyOf(each, "websocket")
    return value?.type === "Literal" && value.value === true
  })
}
