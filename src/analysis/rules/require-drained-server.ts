import { calleeName } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { escapePattern } from "../escape-pattern.ts"
import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { ancestors, bare, descendants, functionName, isFunction, nodesOf, ownNodes, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const SERVER = /(?:^|\.|_)(?:\w*[sS]erver|app|fastify)$/
// What gives no promise when it is closed: https://nodejs.org/api/http.html#serverclosecallback
const HTTP_SERVER = /^(?:(?:express\(\)|koa\(\)|https?\.createServer\(\)|http2\.create(?:Secure)?Server\(\))(?:\.listen\(\))?)$/
const PROMISED_SERVER = /^(?:fastify(?:\.fastify)?\(\)|@nestjs\/core\.NestFactory\.create\(\)|@apollo\/server\.ApolloServer\(\))$/
const STORE =
  /(?:^|\.)(?:\w*[pP]ool|db|\w*[dD]atabase|prisma\w*|\w*[pP]risma|mongoose(?:\.connection)?|knex|sequelize|redis\w*|\w*[rR]edis|\w*[dD]ataSource|mongo\w*|orm|\w*[pP]roducer)$/
const ENDS = /^(?:end|disconnect|\$disconnect|quit|close|destroy|closeConnections|drain)$/

export const requireDrainedServer = defineRule({
  kind: "source",
  id: "require-drained-server",
  section: "reliability",
  practice: "environment",
  severity: "medium",
  confidence: "high",
  title: "The shutdown does not wait for the requests in flight",
  why: "`server.close()` only stops accepting connections and returns at once; requests in flight go on until its callback is called. A shutdown that ends the process or takes the database away before that makes them fail at every deployment, although it was written to prevent just that.",
  fix: "Wait until the server has closed, then close the database, then let the process end.",
  cwe: ["CWE-404"],
  needs: {
    path: "server",
    words: ["SIGTERM exit", "close exit", "close end", "close disconnect", "close $disconnect", "close quit", "close destroy"],
  },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const around of nodesOf(module.program, "FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression")) {
      if (!around.body) continue
      const steps = stepsOf(project, module, around)
      const closing = steps.find((each) => each.kind === "server")
      const cut = closing ? null : cutOff(module, around, steps)
      if (cut)
        yield {
          at: cut.call,
          confidence: "medium",
          title: "The process ends while requests are still being answered",
          message: `On this signal \`${cut.name}\` runs and the process exits, but nobody closes the server first: it accepts requests to the end, and those in flight fail at every deployment.`,
          fix: `Close the server first and wait for it; \`${cut.name}\` belongs behind it.`,
        }
      if (!closing) continue
      const early = steps.find((each) => each.kind === "store" && each.call.end < closing.call.start && each.waits)
      if (early) {
        yield {
          at: early.call,
          confidence: "medium",
          title: "The database is closed while requests still need it",
          message: `\`${early.name}\` runs before \`${closing.name}\` on line ${module.lineOf(closing.call)}: until then the server accepts requests and finishes those in flight, and each of them that asks the database fails.`,
          fix: `Close the server first and wait for it; \`${early.name}\` belongs behind it.`,
        }
        continue
      }
      if (closing.waits) continue
      const next = steps.find(
        (each) => each.call.start > closing.call.end && each.kind !== "server" && !isOtherBranch(closing.call, each.call),
      )
      if (!next || next.kind === "wait") continue
      yield {
        at: closing.call,
        title: "The shutdown does not wait for the requests in flight",
        message: `\`${closing.name}\` only stops accepting connections and returns at once; \`${next.name}\` on line ${module.lineOf(next.call)} ${next.kind === "exit" ? "ends the process" : "runs"} while requests are still being answered, and those fail at every deployment.`,
        fix: closing.isPromise
          ? `\`await ${closing.name}()\`.`
          : `Go on when it has closed: \`await new Promise((resolve) => ${closing.name}(resolve))\`.`,
      }
    }
  },
})

/** What a signal takes away before the process exits, in a file that starts a server and a function that never closes it. */
function cutOff(module: SourceModule, around: FunctionNode, steps: readonly Step[]): Step | null {
  if (!LISTENS.test(module.text) || steps.some((each) => each.kind === "wait" || each.kind === "server")) return null
  const store = steps.find((each) => each.kind === "store")
  if (!store || !steps.some((each) => each.kind === "exit") || speaksOfServer(around)) return null
  const { parent } = around
  const isHandler = parent?.type === "CallExpression" && /^process\.(?:on|once)$/.test(module.textOf(parent.callee))
  const name = functionName(around)
  const isNamed =
    name !== null && new RegExp(`process\\.(?:on|once)\\(\\s*["'\`]SIG\\w+["'\`]\\s*,\\s*${escapePattern(name)}\\b`).test(module.code)
  return isHandler || isNamed ? store : null
}

function speaksOfServer(around: FunctionNode): boolean {
  for (const each of descendants(around)) if (each.type === "Identifier" && /server|^app$|fastify|http|stop/i.test(each.name)) return true
  return false
}

const LISTENS = /\.listen\s*\(|\bserve\s*\(/

interface Step {
  readonly kind: "server" | "store" | "exit" | "wait"
  readonly call: Node
  readonly name: string
  /** Whether the function goes on only when it is done. */
  readonly waits: boolean
  /** Whether closing gives a promise. */
  readonly isPromise?: boolean
}

/** What a function does to end a process, in order; what runs only after a failure, later or in a branch that leaves is left out. */
function stepsOf(project: Project, module: SourceModule, around: FunctionNode): Step[] {
  const steps: Step[] = []
  for (const node of ownNodes(around.body as Node)) {
    if (isElsewhere(node, around)) continue
    if (node.type === "AwaitExpression" && bare(node).type !== "CallExpression")
      steps.push({ kind: "wait", call: node, name: "", waits: true })
    if (node.type === "ForOfStatement" && node.await) steps.push({ kind: "wait", call: node, name: "", waits: true })
    if (node.type === "CallExpression") {
      const step = stepOf(project, module, node)
      if (step) steps.push(step)
    }
  }
  return steps
}

function stepOf(project: Project, module: SourceModule, call: Call): Step | null {
  const awaited =
    call.parent?.type === "AwaitExpression" || call.parent?.parent?.type === "AwaitExpression" || isAwaitedTogether(module, call)
  const name = calleeName(module, call)
  if (name === "process.exit") return { kind: "exit", call, name, waits: false }
  const callee = bare(call.callee)
  if (callee.type === "Identifier" && closesServer(module, callee)) return { kind: "server", call, name, waits: true }
  if (callee.type === "MemberExpression") {
    const method = propertyName(callee) ?? ""
    const object = module.textOf(callee.object).replace(/\s+/g, "").slice(0, 80)
    const origin = originOf(project, module, callee.object) ?? ""
    if (method === "closeAllConnections") return { kind: "wait", call, name, waits: true }
    if (method === "close" && (HTTP_SERVER.test(origin) || PROMISED_SERVER.test(origin) || SERVER.test(object))) {
      const isHttp = HTTP_SERVER.test(origin)
      const isStatement = call.parent?.type === "ExpressionStatement"
      // Promises that are kept are waited for somewhere.
      const waits = awaited ? !isHttp : !isStatement
      return { kind: "server", call, name, waits, isPromise: !isHttp && (PROMISED_SERVER.test(origin) || /(?:app|fastify)$/.test(object)) }
    }
    if (ENDS.test(method) && STORE.test(object)) return { kind: "store", call, name, waits: awaited }
  }
  return awaited ? { kind: "wait", call, name, waits: true } : null
}

/** `await Promise.all([producer.disconnect(), pool.end()])` */
function isAwaitedTogether(module: SourceModule, call: Call): boolean {
  const list = call.parent
  const together = list?.type === "ArrayExpression" ? list.parent : null
  return (
    together?.type === "CallExpression" &&
    /^Promise\.(?:all|allSettled)$/.test(module.textOf(together.callee)) &&
    together.parent?.type === "AwaitExpression"
  )
}

/** `const closeServer = promisify(server.close.bind(server))` */
function closesServer(module: SourceModule, callee: Node): boolean {
  const declaration = module.bindings.resolve(callee)?.declaration
  const init = declaration?.type === "VariableDeclarator" ? declaration.init : null
  return init?.type === "CallExpression" && /promisify\s*\(\s*[\w.]{0,40}[sS]erver\.close\b/.test(module.textOf(init).slice(0, 200))
}

/** Whether a node stands in the `else` of what another one is in. */
function isOtherBranch(node: Node, other: Node): boolean {
  for (const above of ancestors(node)) {
    if (isFunction(above)) return false
    const alternate = above.type === "IfStatement" ? above.alternate : null
    if (alternate && node.end <= alternate.start && alternate.start <= other.start && other.end <= alternate.end) return true
  }
  return false
}

/** Whether a node runs after a failure, or in a branch that the function leaves by. */
function isElsewhere(node: Node, around: FunctionNode): boolean {
  let below = node
  for (const above of ancestors(node)) {
    if (above === around) return false
    if (above.type === "CatchClause") return true
    if (isFunction(above)) return true
    if (above.type === "IfStatement" && above.test !== below) {
      const last = below.type === "BlockStatement" ? below.body.at(-1) : below
      if (last?.type === "ReturnStatement" || last?.type === "ThrowStatement") return true
    }
    below = above
  }
  return false
}
