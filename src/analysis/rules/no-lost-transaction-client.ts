import { defineRule } from "../rule.ts"
import { callFacts } from "../calls/call-facts.ts"
import { isServerPath } from "../calls/server-path.ts"
import { escapeOf, transactionOf } from "../database/transaction-escape.ts"
import { descendants, nodesOf } from "../source/ast.ts"

export const noLostTransactionClient = defineRule({
  kind: "source",
  id: "no-lost-transaction-client",
  section: "reliability",
  practice: "database",
  severity: "high",
  confidence: "high",
  title: "This write is not part of the transaction around it",
  why: "Inside a transaction callback only what goes through the transaction's own client belongs to the transaction. A write through the usual client stays when the rest is rolled back, and it waits for a second connection while the first one is held.",
  fix: "Use the client (manager, session) that the transaction hands to the callback.",
  cwe: ["CWE-662"],
  needs: { path: "server", words: ["$transaction", "transaction", "withTransaction"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      const transaction = transactionOf(project, module, node)
      if (!transaction?.callback.body) continue
      for (const inner of descendants(transaction.callback.body)) {
        if (inner.type !== "CallExpression") continue
        const escaped = escapeOf(project, module, inner, transaction)
        if (!escaped) continue
        const { name } = callFacts(project, module, inner)
        yield {
          at: inner,
          title: `\`${name}\` is not part of the transaction around it`,
          message: `When the transaction on line ${module.lineOf(node)} is rolled back, what \`${name}\` wrote stays: the call ${escaped.why}. It also takes a second connection while the transaction holds the first, which can use up the pool.`,
          fix: escaped.fix,
          ...(escaped.edits ? { edits: escaped.edits } : {}),
        }
      }
    }
  },
})
