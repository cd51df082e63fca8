import { defineRule } from "../rule.ts"
import { isServerPath } from "../calls/server-path.ts"
import { routesOf } from "../routes/collect-routes.ts"
import { bare, enclosingFunction, nodesOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"

const SINGLE = /^(?:pg\.Client|mysql2?(?:\/promise)?\.createConnection|promise-mysql\.createConnection)$/

export const preferConnectionPool = defineRule({
  kind: "source",
  id: "prefer-connection-pool",
  section: "performance",
  practice: "database",
  severity: "medium",
  confidence: "high",
  title: "All requests share one database connection",
  why: "A connection runs one statement after the other: one slow query holds up every request, the transactions of two requests run into each other, and once the connection is lost (a restart of the database is enough) every query fails until the process is restarted.",
  fix: "Use the pool of the same library.",
  cwe: ["CWE-400"],
  needs: { path: "server", words: ["Client", "createConnection"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression", "NewExpression")) {
      if (enclosingFunction(node)) continue
      const origin = originOf(project, module, node.callee)
      if (origin === null || !SINGLE.test(origin)) continue
      let above: Node | null | undefined = node.parent
      while (above && bare(above) === node) above = above.parent
      if (above?.type !== "VariableDeclarator" && above?.type !== "AssignmentExpression") continue
      // LISTEN needs a connection of its own; a program without routes has nobody who waits.
      if (/\bLISTEN\b|replication|["'`]notification["'`]/.test(module.code) || routesOf(project).length === 0) continue
      const isPg = origin === "pg.Client"
      yield {
        at: node,
        title: "One connection for all requests",
        message: `Every query of the service goes through this one connection: a slow one holds up all requests behind it, transactions of different requests mix, and after the database has closed it (a restart, an idle timeout) every request fails until the process is restarted.`,
        fix: isPg
          ? "`new Pool(…)` takes the same settings and has the same `query`."
          : "`createPool(…)` takes the same settings and has the same `query`.",
      }
    }
  },
})
