import { defineRule } from "../rule.ts"
import { isServerPath } from "../calls/server-path.ts"
import { nodesOf } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { Project } from "../source/project.ts"

export const requireQueueRetention = defineRule({
  kind: "source",
  id: "require-queue-retention",
  section: "performance",
  practice: "database",
  severity: "low",
  confidence: "high",
  title: "Finished jobs stay in Redis for ever",
  why: "BullMQ keeps every completed and failed job with its data until somebody removes it. Redis holds them in memory, so that a queue which works well fills it slowly and then stops everything that shares it.",
  fix: "Say in `defaultJobOptions` how many finished jobs to keep.",
  cwe: ["CWE-770"],
  needs: { path: "server", words: ["Queue", "bull", "BullModule"] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || isLimited(project)) return
    for (const node of nodesOf(module.program, "CallExpression", "NewExpression")) {
      const origin = originOf(project, module, node.callee) ?? ""
      const isQueue = node.type === "NewExpression" && /^(?:bullmq\.Queue|bull)$/.test(origin)
      if (!isQueue && !/^@nestjs\/bull(?:mq)?\.BullModule\.(?:forRoot|registerQueue)$/.test(origin)) continue
      const name = module.textOf(node.callee).replaceAll("`", "'").slice(0, 60)
      yield {
        at: { start: node.start, end: node.callee.end },
        message: `Redis keeps the data of every job that goes through this queue: neither \`${name}\` nor any \`add\` in this repository says \`removeOnComplete\`, so memory grows with each job until Redis refuses writes.`,
        fix: "`defaultJobOptions: { removeOnComplete: { count: 1000 }, removeOnFail: { count: 5000 } }`.",
        key: "queue retention",
      }
      // The settings of the module apply to all of its queues.
      return
    }
  },
})

function isLimited(project: Project): boolean {
  return project.once("queue retention", () => project.sourcePaths.some((path) => project.codeMentions(path, /removeOnComplete|\.clean\(/)))
}
