import { isServerPath } from "../calls/server-path.ts"
import { createdWithoutIndex } from "../database/created-tables.ts"
import { dueQueries } from "../database/due-query.ts"
import { defineRule } from "../rule.ts"

export const requireIndexForDueRows = defineRule({
  kind: "source",
  id: "require-index-for-due-rows",
  section: "performance",
  practice: "database",
  severity: "medium",
  confidence: "medium",
  title: "Each round of the worker reads the whole table",
  why: "A table that is used as a queue is asked again and again for the few rows that are due, and keeps all that were done. Without an index on state and time each of these questions reads every row there ever was, so the worker gets slower with every day.",
  fix: "Add an index on the state and the time, in this order.",
  cwe: ["CWE-1067"],
  needs: { path: "server", text: [/status|state|phase|stage/i] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    const told = new Set<string>()
    for (const { node, table, state, time } of dueQueries(project, module)) {
      const created = told.has(table) ? null : createdWithoutIndex(project, table, [state, time])
      if (!created) continue
      told.add(table)
      const { path, line, indexLine } = created
      yield {
        at: { start: node.start, end: Math.min(node.end, node.start + 120) },
        title: `No index helps to find what is due in \`${table}\``,
        message: `Each round reads all of \`${table}\`, done rows included: it looks for \`${state}\` and \`${time}\`, and no index of the migrations (${path}:${line}) begins with either.`,
        fix: `Add an index on \`(${state}, ${time})\` to \`${table}\`, or a partial one for the rows that are waiting.`,
        trace: [
          { path: module.path, line: module.lineOf(node), what: "asks for what is due" },
          { path, line, what: `creates \`${table}\`` },
          ...(indexLine === null ? [] : [{ path, line: indexLine, what: "declares another index" }]),
        ],
        key: `due ${table}`,
      }
    }
  },
})
