import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { callFacts } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { isServerPath } from "../calls/server-path.ts"
import { escapeBelow } from "../database/transaction-escape-below.ts"
import type { EscapeBelow } from "../database/transaction-escape-below.ts"
import { escapeOf, transactionOf } from "../database/transaction-escape.ts"
import { descendants, nodesOf } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

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
  needs: { path: "server", text: [/transaction|\bwithTx\b|\binTx\b|atomic/i] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      const transaction = transactionOf(project, module, node)
      if (!transaction?.callback.body) continue
      for (const inner of descendants(transaction.callback.body)) {
        if (inner.type !== "CallExpression") continue
        const escaped = escapeOf(project, module, inner, transaction)
        const { name } = callFacts(project, module, inner)
        const below = escaped ? null : escapeBelow(project, module, inner, transaction)
        if (below) yield describeBelow(module, node, inner, name, transaction.handle, below)
        if (!escaped) continue
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

function describeBelow(module: SourceModule, opening: Call, call: Call, name: string, handle: string, below: EscapeBelow): Draft {
  const line = below.module.lineOf(below.write)
  return {
    at: call,
    title: `What \`${name}\` writes is not part of the transaction around it`,
    message: `When the transaction on line ${module.lineOf(opening)} is rolled back, what \`${name}\` wrote stays: it is not handed \`${handle}\` and writes through \`${below.client}\` (${below.module.path}:${line}). It also takes a second connection while the transaction holds the first, which can use up the pool.`,
    fix: `Hand \`${handle}\` in and write through it.`,
    trace: [
      { path: module.path, line: module.lineOf(call), what: `\`${name}\` is called inside the transaction, without it` },
      { path: below.module.path, line, what: `\`${below.client}\` writes on a connection of its own` },
    ],
  }
}
