import { jobWorkerOf } from "../calls/job-workers.ts"
import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { bare, descendants, nodesOf, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const STORES =
  /^(?:pg\.|ioredis\b|redis\.|mongoose\b|@prisma\/client\.|knex\b|sequelize\b|typeorm\b|mysql2?\b|mongodb\b|https?\.createServer|express\(\)|fastify\b|koa\()/
const NAMED_STORE =
  /(?:^|\.)(?:\w*(?:pool|redis|prisma|mongoose|connection|knex|sequelize|dataSource|mongo\w*|server|logger|log)|db|app|console)$/i

export const requireDrainedWorker = defineRule({
  kind: "source",
  id: "require-drained-worker",
  section: "reliability",
  practice: "environment",
  severity: "medium",
  confidence: "medium",
  title: "Each deployment cuts off the jobs in progress",
  why: "Every deployment ends the process with SIGTERM. A worker that is not closed first leaves its jobs in the middle: what they have done so far stays done, and the queue holds them for running until it gives up on them and starts them again.",
  fix: "On SIGTERM close the worker first and wait for it, then close what its jobs use, then exit.",
  cwe: ["CWE-404"],
  yieldsTo: ["require-graceful-shutdown"],
  needs: { path: "server", words: ["SIGTERM exit"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    const body = handlerOfEnd(project, module)?.body
    if (!body) return
    const calls = callsBelow(project, module, body)
    const ending = calls.find((each) => module.textOf(each.callee) === "process.exit")
    // Anything else may end the worker.
    if (!ending || calls.some((each) => !isOtherEnd(project, module, each))) return
    const worker = jobWorkerOf(project, module)
    if (!worker) return
    yield {
      at: ending,
      message: `On SIGTERM, which every deployment sends, the process ends while the worker of ${worker.library} is in the middle of its jobs: what they have done so far stays done, and each of them ${worker.left}.`,
      fix: `End the worker first: \`${worker.ends}\` takes no new job and waits for those in progress. Then close what they use, and exit.`,
      ...(worker.module === module
        ? {}
        : {
            trace: [
              { path: worker.module.path, line: worker.module.lineOf(worker.node), what: "takes jobs for as long as the process lives" },
            ],
          }),
    }
  },
})

/** The calls of a function, and of the other functions of its file that it calls; each function once. */
function callsBelow(project: Project, module: SourceModule, body: Node): (Node & { type: "CallExpression" })[] {
  const calls: (Node & { type: "CallExpression" })[] = []
  const bodies = new Set([body])
  for (const each of bodies) {
    for (const node of descendants(each)) {
      if (node.type !== "CallExpression") continue
      const called = node.callee.type === "Identifier" ? meaningOf(project, module, node.callee) : null
      if (called?.kind === "function" && called.module === module && called.node.body) bodies.add(called.node.body)
      else calls.push(node)
    }
  }
  return calls
}

// Also `for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, stop)`.
function handlerOfEnd(project: Project, module: SourceModule): FunctionNode | null {
  for (const node of nodesOf(module.program, "CallExpression")) {
    const { callee } = node
    const [event, given] = node.arguments
    if (callee.type !== "MemberExpression" || !given || !/^process\.(?:on|once)$/.test(module.textOf(callee))) continue
    const isEnd = stringOf(event) === "SIGTERM" || (event?.type === "Identifier" && /^sig(?:nal)?$/i.test(event.name))
    const handler = isEnd ? meaningOf(project, module, given) : null
    if (handler?.kind === "function" && handler.module === module) return handler.node
  }
  return null
}

/** Whether a call in the handler of a signal ends nothing that takes jobs: it exits, writes to the log or closes a store or a server. */
function isOtherEnd(project: Project, module: SourceModule, call: Node & { type: "CallExpression" }): boolean {
  const callee = bare(call.callee)
  if (callee.type !== "MemberExpression") return false
  if (module.textOf(callee) === "process.exit" || /^Promise\.(?:all|allSettled)$/.test(module.textOf(callee))) return true
  const object = module.textOf(callee.object).slice(-60)
  if (/queue|worker|agenda|boss|job/i.test(object)) return false
  return NAMED_STORE.test(object) || STORES.test(originOf(project, module, callee.object) ?? "")
}
