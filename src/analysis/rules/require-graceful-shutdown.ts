import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { isServerPath } from "../calls/server-path.ts"
import { bare, nodesOf, ownNodes, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const SERVERS =
  /^(?:express\(\)|https?\.createServer\(\)|http2\.create(?:Secure)?Server\(\)|fastify(?:\.fastify)?\(\)|koa\(\)|@nestjs\/core\.NestFactory\.create\(\))\.listen$/
const HANDLED =
  /SIGTERM|enableShutdownHooks|["'](?:@godaddy\/terminus|stoppable|http-terminator|close-with-grace|fastify-graceful-shutdown|http-graceful-shutdown|lightship|express-graceful-shutdown|@hapi\/hapi)["']/

const LISTENS = /\.listen\s*\(|\bserve\s*\(/
// Whoever writes one of these has thought of what is in flight.
const WAITS =
  /\bawait\b|\bsetTimeout\b|\.then\b|(?:close|stop|end|shut_?down|drain|disconnect|quit|destroy|terminate|dispose|clean\w*|finish|exit(?=Gracefully))\w*\s*\(/i

export const requireGracefulShutdown = defineRule({
  kind: "source",
  id: "require-graceful-shutdown",
  section: "reliability",
  practice: "environment",
  severity: "low",
  confidence: "medium",
  title: "Each deployment cuts off the requests in flight",
  why: "Docker, Kubernetes and PM2 announce the end with a signal. A server that does not listen to it is killed in the middle of its requests and transactions at every deployment.",
  fix: "On SIGTERM stop accepting (`server.close`), wait for what is in flight and close the database.",
  cwe: [],
  needs: { path: "server", words: ["listen", "SIGINT", "SIGTERM"] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || isLibrary(project, module.path)) return
    yield* abruptEnds(project, module)
    if (isHandled(project)) return
    const interrupted = nodesOf(module.program, "CallExpression").find((node) => signalOf(node) === "SIGINT")
    if (interrupted && !isRunByPm2(project, module.path)) {
      yield {
        at: { start: interrupted.start, end: interrupted.callee.end },
        title: "The signal that ends it in production is not listened to",
        message: `What is done here for SIGINT is done when somebody presses Ctrl-C. Docker, Kubernetes and systemd send SIGTERM, which nothing in this repository listens to: there the process is cut off.`,
        fix: "Listen to SIGTERM with the same function.",
        key: "interrupt",
      }
      return
    }
    for (const node of nodesOf(module.program, "CallExpression")) {
      if (node.callee.type !== "MemberExpression" || propertyName(node.callee) !== "listen") continue
      const origin = originOf(project, module, node.callee)
      if (origin === null || !SERVERS.test(origin)) continue
      const isNest = origin.startsWith("@nestjs/")
      const name = module.textOf(node.callee).replace(/\s+/g, "").replaceAll("`", "'").slice(0, 60)
      yield {
        at: { start: node.start, end: node.callee.end },
        message: `At every deployment the requests in flight are cut off: the process that \`${name}\` starts is told to stop with SIGTERM, and nothing in this repository listens to it.`,
        ...(isNest
          ? {
              fix: "Call `app.enableShutdownHooks()` before `listen`, so that `onApplicationShutdown` of the modules can close what is open.",
            }
          : {}),
        key: "listen",
      }
      return
    }
  },
})

// `process.on("SIGTERM", () => process.exit(0))` in a program that serves requests.
function* abruptEnds(project: Project, module: SourceModule): Generator<Draft> {
  if (!module.text.includes("SIGTERM") || !module.text.includes("process.exit") || !LISTENS.test(module.text)) return
  for (const node of nodesOf(module.program, "CallExpression")) {
    const handler = signalOf(node) === "SIGTERM" && node.arguments[1] ? meaningOf(project, module, node.arguments[1]) : null
    if (handler?.kind !== "function" || handler.module !== module || !handler.node.body || WAITS.test(module.textOf(handler.node.body)))
      continue
    const ending = [bare(handler.node.body), ...ownNodes(handler.node.body)].find(
      (each) => each.type === "CallExpression" && module.textOf(each.callee) === "process.exit",
    )
    if (!ending) continue
    yield {
      at: ending,
      severity: "medium",
      title: "Each deployment cuts off the requests in flight",
      message: `On SIGTERM, which every deployment sends, the process ends at once: requests in flight get no answer, and transactions and jobs stop halfway. Without this handler it would be no worse.`,
      fix: "Stop accepting with `server.close`, wait until what is in flight has ended, close the database, and exit then; a timer that exits anyway keeps it from hanging.",
      key: "abrupt",
    }
  }
}

function signalOf(node: Node & { type: "CallExpression" }): string | null {
  const { callee } = node
  if (callee.type !== "MemberExpression" || callee.object.type !== "Identifier" || callee.object.name !== "process") return null
  return /^(?:on|once)$/.test(propertyName(callee) ?? "") ? stringOf(node.arguments[0]) : null
}

// PM2 stops what it runs with SIGINT: https://pm2.keymetrics.io/docs/usage/signals-clean-restart/
function isRunByPm2(project: Project, path: string): boolean {
  return (
    project.dependsOn(path, "pm2") !== null ||
    [...project.tree.entries.keys()].some((each) => /(?:^|\/)(?:ecosystem|pm2)\.config\.c?js$/.test(each))
  )
}

// What is published for others to start listens on behalf of their program.
function isLibrary(project: Project, path: string): boolean {
  const manifest = project.manifestFor(path)
  if (!manifest || manifest.document["private"] === true || manifest.scripts["start"] !== undefined) return false
  return ["main", "exports", "module"].some((each) => manifest.document[each] !== undefined)
}

function isHandled(project: Project): boolean {
  return project.once("graceful shutdown", () =>
    project.sourcePaths.some((path) => isServerPath(path) && project.codeMentions(path, HANDLED)),
  )
}
