import { callFacts } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { bare, nodesOf, ownNodes, stringOf } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// `BEGIN; UPDATE …; COMMIT` in one text goes to one connection.
const BEGINS = /^\s*(?:BEGIN|START\s+TRANSACTION)\b[^;]*;?\s*$/i
// Each call takes whatever connection is free; what comes from `connect()` or `getConnection()` has another path.
const POOLED =
  /^(?:(?:pg|@neondatabase\/serverless)\.Pool\(\)\.query|mysql2?(?:\/promise)?\.createPool\(\)(?:\.promise\(\))?\.(?:query|execute)|mysql2?(?:\/promise)?\.Pool\(\)\.(?:query|execute)|sequelize\.Sequelize\(\)\.query|typeorm\.DataSource\(\)\.query|knex\(\)\.raw|@prisma\/client\.PrismaClient\(\)\.\$(?:execute|query)RawUnsafe)$/

export const noTransactionOnPool = defineRule({
  kind: "source",
  id: "no-transaction-on-pool",
  section: "reliability",
  practice: "database",
  severity: "high",
  confidence: "high",
  title: "The statements of this transaction run on different connections",
  why: "A transaction belongs to one connection, and a pool hands out another one for each query. BEGIN opens a transaction on a connection that goes straight back to the pool, the writes are committed one by one elsewhere, and the next request that gets the first connection writes into the open transaction.",
  fix: "Take one connection out of the pool, run all statements of the transaction on it, and release it in `finally`.",
  cwe: ["CWE-662"],
  needs: { path: "server", text: [/BEGIN|START\s+TRANSACTION/i] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      if (!BEGINS.test(stringOf(node.arguments[0]) ?? "") || !runsOnPool(project, module, node)) continue
      const { name } = callFacts(project, module, node)
      yield {
        at: node,
        title: `What follows this BEGIN runs on other connections than it`,
        message: `\`${name}\` takes any free connection for each statement: BEGIN, the writes and COMMIT land on different ones as soon as two requests run at once. Nothing is rolled back together then, and the connection that was left in the open transaction serves the next request inside it.`,
        fix: adviceFor(name),
      }
    }
  },
})

function runsOnPool(project: Project, module: SourceModule, call: Call): boolean {
  if (POOLED.test(originOf(project, module, call.callee) ?? "")) return true
  // `export const query = (text, values) => pool.query(text, values)`
  const meaning = meaningOf(project, module, call.callee)
  const first = meaning?.kind === "function" ? meaning.node.params[0] : undefined
  if (meaning?.kind !== "function" || first?.type !== "Identifier" || !meaning.node.body) return false
  for (const node of [bare(meaning.node.body), ...ownNodes(meaning.node.body)]) {
    if (node.type !== "CallExpression" || !POOLED.test(originOf(project, meaning.module, node.callee) ?? "")) continue
    const handed = node.arguments[0]
    if (handed?.type === "Identifier" && handed.name === first.name) return true
  }
  return false
}

function adviceFor(name: string): string {
  if (/sequelize/i.test(name)) return "`sequelize.transaction(async (transaction) => …)`, with `{ transaction }` for each query."
  if (/\braw$/.test(name)) return "`knex.transaction(async (trx) => …)`, with `trx` for each query."
  if (/\$/.test(name)) return "`prisma.$transaction(async (tx) => …)`, with `tx` for each query."
  return "`const client = await pool.connect()` (`getConnection()` of mysql2), all statements through `client`, and `client.release()` in `finally`."
}
