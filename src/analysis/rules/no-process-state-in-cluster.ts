import { defineRule } from "../rule.ts"
import type { SourceModule } from "../source/module.ts"
import { clusteredApps } from "../source/pm2-apps.ts"
import type { ClusteredApp } from "../source/pm2-apps.ts"
import { processStates } from "../settings/process-state.ts"
import type { ProcessState } from "../settings/process-state.ts"

const KEEPS = /express-session|@fastify\/session|koa-generic-session|rate-?limit|express-slow-down|socket\.io/

export const noProcessStateInCluster = defineRule({
  kind: "change",
  id: "no-process-state-in-cluster",
  section: "reliability",
  practice: "environment",
  severity: "medium",
  confidence: "high",
  title: "Several processes each keep a state of their own",
  why: "PM2's cluster mode hands each request to any of the processes, and what one of them keeps in memory the others do not know. It works with one process and fails with the second, sometimes.",
  fix: "Keep the state where all processes see it, in Redis for instance, or run one process.",
  cwe: ["CWE-1250"],
  *check({ head, change }) {
    const [app] = clusteredApps(head)
    if (!app) return
    const states: { module: SourceModule; state: ProcessState }[] = []
    for (const path of head.sourcePaths) {
      if (!path.startsWith(app.folder === "" ? "" : `${app.folder}/`) || !head.mentions(path, KEEPS)) continue
      const module = head.moduleOf(path)
      if (module) for (const state of processStates(head, module)) states.push({ module, state })
    }
    // Whoever raises the number hears of everything; whoever adds a state hears of that.
    const raised = change.isAdded(app.path, app.line)
    for (const { module, state } of raised ? states.slice(0, 3) : states)
      if (raised || change.touches(module.path, module.lineOf(state.node), module.lineOf(state.node)))
        yield { ...describe(app, module, state), ...(raised ? { path: app.path, at: { line: app.line } } : {}) }
  },
})

function describe({ path, line, instances }: ClusteredApp, module: SourceModule, { node, what, consequence, fix }: ProcessState) {
  const own = module.lineOf(node)
  return {
    path: module.path,
    at: { line: own },
    title: `${what.charAt(0).toUpperCase()}${what.slice(1)} live in one process of several`,
    message: `With \`instances: ${instances.replaceAll("`", "'").slice(0, 10)}\` (${path}:${line}) ${consequence}: ${what} are kept in the memory of the process (${module.path}:${own}).`,
    fix,
    trace: [
      { path: module.path, line: own, what: `keeps ${what} in the process` },
      { path, line, what: "starts several processes" },
    ],
    key: `state ${what}`,
  }
}
