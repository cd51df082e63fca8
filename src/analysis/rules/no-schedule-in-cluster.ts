import { defineRule } from "../rule.ts"
import { bare, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { importGraph } from "../source/import-graph.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import { clusteredApps } from "../source/pm2-apps.ts"
import type { ClusteredApp } from "../source/pm2-apps.ts"
import type { Project } from "../source/project.ts"

const NAMES_CLOCK = /node-cron|node-schedule|\bcron\b|croner|@nestjs\/schedule|toad-scheduler/
const CLOCKS =
  /^(?:node-cron(?:\.default)?\.schedule|node-schedule(?:\.default)?\.scheduleJob|cron\.(?:CronJob|CronJob\.from|job)|croner\.Cron|croner)$/
// One process of several is chosen, or they agree on who does the work.
const AGREED =
  /NODE_APP_INSTANCE|pm_id|instance_var|isPrimary|isMaster|[rR]edlock|advisory_lock|GET_LOCK|[lL]eader|SKIP\s+LOCKED|FOR\s+UPDATE|\block(?:ed)?\b|mutex|acquire|\bNX\b|setnx/i
const MAX_FILES = 60

export const noScheduleInCluster = defineRule({
  kind: "change",
  id: "no-schedule-in-cluster",
  section: "reliability",
  practice: "environment",
  severity: "high",
  confidence: "high",
  title: "Each of several processes runs the schedule",
  why: "PM2's cluster mode starts the same file several times, and each of them plans the same work for the same minute. What should happen once a day happens once for each processor: mails go out several times, and so do charges.",
  fix: 'Give the schedule an app of its own with `instances: 1` and `exec_mode: "fork"`, or let the processes agree on one with a lock in the database.',
  cwe: ["CWE-1250"],
  *check({ head, change }) {
    for (const app of clusteredApps(head)) {
      const schedule = scheduleOf(head, app)
      if (!schedule) continue
      const { module, node } = schedule
      const line = module.lineOf(node)
      const isRaised =
        [app.line, app.scriptLine].some((each) => change.isAdded(app.path, each)) ||
        change.touches(app.path, app.scriptLine, app.scriptLine + 1)
      if (!isRaised && !change.touches(module.path, line, line)) continue
      yield {
        path: isRaised ? app.path : module.path,
        at: { line: isRaised ? app.scriptLine : line },
        title: `${app.instances === "max" || app.instances === "0" ? "One process for each processor runs" : `${app.instances} processes run`} the same schedule`,
        message: `\`instances: ${app.instances.replaceAll("`", "'").slice(0, 10)}\` (${app.path}:${app.line}) starts \`${app.script.replaceAll("`", "'").slice(0, 60)}\` several times, and each process runs what ${module.path}:${line} plans at the same minute: the work is done several times.`,
        trace: [
          { path: app.path, line: app.line, what: "starts several processes" },
          { path: app.path, line: app.scriptLine, what: "of this file" },
          { path: module.path, line, what: "plans work in each of them" },
        ],
        key: `schedule ${app.script}`,
      }
    }
  },
})

/** Where the code of an app plans work by the clock, when nothing in it chooses one process to do it. */
function scheduleOf(project: Project, app: ClusteredApp): { readonly module: SourceModule; readonly node: Node } | null {
  const start = project.resolve(app.path, app.script.startsWith(".") ? app.script : `./${app.script}`)
  if (start === null) return null
  const graph = importGraph(project)
  const paths = new Set([start])
  for (const path of paths) for (const each of graph.get(path) ?? []) if (paths.size < MAX_FILES) paths.add(each)
  let found: { module: SourceModule; node: Node } | null = null
  for (const path of paths) {
    if (project.codeMentions(path, AGREED)) return null
    const module: SourceModule | null = found === null && project.mentions(path, NAMES_CLOCK) ? project.moduleOf(path) : null
    const node: Node | null = module ? plannedIn(project, module) : null
    if (module && node) found = { module, node }
  }
  return found
}

function plannedIn(project: Project, module: SourceModule): Node | null {
  for (const node of nodesOf(module.program, "CallExpression", "NewExpression"))
    if (CLOCKS.test(originOf(project, module, node.callee) ?? "") && stringOf(node.arguments[0]) !== null) return node
  for (const { expression } of nodesOf(module.program, "Decorator")) {
    const callee = expression.type === "CallExpression" ? bare(expression.callee) : null
    if (callee && propertyName(callee) === null && originOf(project, module, callee) === "@nestjs/schedule.Cron") return expression
  }
  return null
}
