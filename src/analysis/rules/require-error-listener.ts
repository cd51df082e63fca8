import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { isServerPath } from "../calls/server-path.ts"
import { bare, enclosingFunction, identifiersNamed, isFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const EMITTERS: readonly { readonly origin: RegExp; readonly when: string }[] = [
  { origin: /^(?:pg|@neondatabase\/serverless)\.Pool$/, when: "the database restarts or closes an idle connection" },
  { origin: /^(?:redis|@redis\/client)\.create(?:Client|Cluster)$/, when: "the connection to Redis breaks" },
  { origin: /^amqplib\.connect$/, when: "RabbitMQ restarts or closes the connection" },
  {
    origin: /^(?:net\.(?:connect|createConnection|Socket)|tls\.connect)$/,
    when: "the other side cannot be reached or resets the connection",
  },
  { origin: /^child_process\.spawn$/, when: "the program is missing or may not be started" },
  {
    origin: /^(?:http-proxy(?:-3)?|httpxy)(?:\.(?:createProxyServer|createServer|createProxy|ProxyServer))?$/,
    when: "the service behind it is down or breaks the connection",
  },
  { origin: /^ws(?:\.WebSocket)?$/, when: "the other side cannot be reached or breaks the connection" },
]

const LISTENS = /\.(?:on|once|addListener)\(\s*["'`]error["'`]/
const PROXIES = /^http/
const ANSWERS_FAILURE = /\.(?:web|ws)\([^;]{0,300}(?:=>|\bfunction\b)/
const SOCKETS = /^(?:net|tls|ws)\b/

export const requireErrorListener = defineRule({
  kind: "source",
  id: "require-error-listener",
  section: "reliability",
  practice: "error-handling",
  severity: "medium",
  confidence: "medium",
  title: "A lost connection ends the process",
  why: "An `error` event that nobody listens to is thrown as an uncaught exception. These clients emit one when a connection breaks that nobody is using at that moment, so that a restart of the database restarts every service with it.",
  fix: "Listen to `error` and log it; the client reconnects by itself or can be told to.",
  cwe: ["CWE-248"],
  needs: {
    path: "server",
    words: [
      "Pool",
      "createClient",
      "createCluster",
      "connect",
      "createConnection",
      "Socket",
      "ws",
      "spawn",
      "createProxyServer",
      "createProxy",
    ],
  },
  *check({ project, module }) {
    if (!isServerPath(module.path) || !hasServer(project)) return
    yield* unheardSockets(project, module)
    const hears = LISTENS.test(module.code)
    const told = new Set<string>()
    for (const node of nodesOf(module.program, "CallExpression", "NewExpression")) {
      const origin = originOf(project, module, node.callee)
      const emitter = origin === null ? undefined : EMITTERS.find((each) => each.origin.test(origin))
      // These hear what the stream they are given fails with.
      if (emitter && SOCKETS.test(origin ?? "") && /\b(?:pipeline|finished)\s*\(/.test(module.code)) continue
      const name = emitter && keptAs(node)
      if (!emitter || name === null || name === undefined || told.has(name) || isHeardElsewhere(project, name)) continue
      // Listeners may be added where it is handed on.
      if (hears && isHandedOn(module, name)) continue
      if (isWaitedFor(module, name)) continue
      // `proxy.web(req, res, options, (error) => …)` is told instead.
      if (PROXIES.test(origin ?? "") && ANSWERS_FAILURE.test(module.code)) continue
      if (origin === "child_process.spawn" && (isCommand(module, node) || isOwnProgram(module, node.arguments[0]))) continue
      told.add(name)
      const callee = module.textOf(node.callee).replaceAll("`", "'").slice(0, 60)
      yield {
        at: node,
        title: `Nobody listens to the errors of \`${name}\``,
        message: `When ${emitter.when}, \`${name}\` emits \`error\`, and without a listener Node throws it as an uncaught exception: the whole process goes down with every request in it.`,
        fix: `\`${name}.on("error", …)\` right after \`${callee}\`, with a log line.`,
        key: `${name} error`,
      }
    }
  },
})

/** The connections of a WebSocket server to whose errors nobody listens: whoever sends a broken frame makes one emit `error`. */
function* unheardSockets(project: Project, module: SourceModule): Generator<Draft> {
  for (const call of nodesOf(module.program, "CallExpression")) {
    const callee = bare(call.callee)
    const listener = call.arguments[1] && bare(call.arguments[1])
    if (callee.type !== "MemberExpression" || propertyName(callee) !== "on" || stringOf(call.arguments[0]) !== "connection") continue
    if (!isFunction(listener) || !/^ws\.(?:WebSocketServer|Server)\(\)$/.test(originOf(project, module, callee.object) ?? "")) continue
    const [socket] = listener.params
    if (socket?.type !== "Identifier" || !listener.body) continue
    const heard = identifiersNamed(listener.body, socket.name).some(({ parent }) => {
      // Whoever it is handed to may listen.
      if (parent?.type !== "MemberExpression") return parent?.type !== "BinaryExpression"
      return (
        (parent.parent?.type === "CallExpression" && stringOf(parent.parent.arguments[0]) === "error") || propertyName(parent) === "onerror"
      )
    })
    if (heard || LISTENS.test(module.textOf(listener))) continue
    yield {
      at: { start: call.start, end: listener.body.start },
      title: `Nobody listens to the errors of \`${socket.name}\``,
      message: `A client that sends a broken frame, or one that is too large, makes \`${socket.name}\` emit \`error\`, and without a listener Node throws it as an uncaught exception: anybody who may connect can take the whole process down.`,
      fix: `\`${socket.name}.on("error", …)\` at the beginning of the listener, with a log line.`,
      key: `${socket.name} error`,
    }
  }
}

// What somebody starts at a terminal ends with what it starts.
function isCommand(module: SourceModule, node: Node): boolean {
  return enclosingFunction(node) === null || module.text.startsWith("#!") || /process\.(?:exit\(|argv)/.test(module.text)
}

// `process.execPath` is there as long as we are.
function isOwnProgram(module: SourceModule, program: Node | undefined): boolean {
  return program !== undefined && /execPath|^["'`]node["'`]$/.test(module.textOf(program).slice(0, 60))
}

function isHandedOn(module: SourceModule, name: string): boolean {
  return identifiersNamed(module.program, name).some(
    ({ parent }) => parent?.type === "CallExpression" || parent?.type === "ArrayExpression",
  )
}

// `await once(child, "close")` rejects with what `child` emits as an error: https://nodejs.org/api/events.html#eventsonceemitter-name-options
function isWaitedFor(module: SourceModule, name: string): boolean {
  return identifiersNamed(module.program, name).some(({ parent }) => {
    const callee = parent?.type === "CallExpression" ? bare(parent.callee) : null
    const called = callee?.type === "MemberExpression" ? propertyName(callee) : callee?.type === "Identifier" ? callee.name : null
    return called === "once" || called === "finished"
  })
}

/** The name under which a client is kept, `pool` or `this.pool`; `null` when it has none here. */
function keptAs(made: Node): string | null {
  let node = made
  while (node.parent && bare(node.parent) === made) node = node.parent
  const parent = node.parent
  if (parent?.type === "VariableDeclarator" && parent.id.type === "Identifier") return parent.id.name
  if (parent?.type === "AssignmentExpression" && parent.right === node && parent.left.type === "Identifier") return parent.left.name
  if (
    parent?.type === "AssignmentExpression" &&
    parent.right === node &&
    parent.left.type === "MemberExpression" &&
    parent.left.property.type === "Identifier"
  )
    return parent.left.property.name
  return null
}

// A script that ends on a lost connection does what it should.
function hasServer(project: Project): boolean {
  return project.once("listens", () =>
    project.sourcePaths.some((path) => isServerPath(path) && project.codeMentions(path, /\.listen\s*\(|\bserve\s*\(|\bWorker\s*\(/)),
  )
}

function isHeardElsewhere(project: Project, name: string): boolean {
  return project.once(`errors of ${name} are heard`, () => {
    const listening = new RegExp(`\\b${name.replace(/\$/g, "\\$")}\\)?\\??\\s*\\.(?:on|once|addListener)\\(\\s*["'\`]error["'\`]`)
    return project.sourcePaths.some((path) => project.codeMentions(path, listening))
  })
}
