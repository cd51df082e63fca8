import { defineRule } from "../rule.ts"
import { callFacts } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { isServerPath } from "../calls/server-path.ts"
import { bare, enclosingFunction, isFunction, nodesOf, ownNodes, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// Most calls are told by their name, before anything is followed.
const OPENS = /^(?:query|execute|beginTransaction|startTransaction|transaction)$/
const UNDONE = /["'`]\s*ROLLBACK\b|\.rollback\w*\s*\(|\babortTransaction\s*\(|\bendSession\s*\(|\bawait\s+using\b/i
const DONE = /["'`]\s*COMMIT\b|\bcommit\w*\s*\(/i

export const requireRollback = defineRule({
  kind: "source",
  id: "require-rollback",
  section: "reliability",
  practice: "database",
  severity: "high",
  confidence: "high",
  title: "A failure leaves this transaction open",
  why: "An error between BEGIN and COMMIT leaves the transaction open with all its locks. Back in the pool, the connection serves the next request inside the half-finished transaction: its writes disappear or are committed together with the failed ones.",
  fix: "Roll back in a `catch`, or use the form that takes a callback and does so itself.",
  cwe: ["CWE-460", "CWE-404"],
  needs: { path: "server", words: ["query", "execute", "beginTransaction", "startTransaction", "transaction"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      const opened = openedBy(project, module, node)
      const around = opened && enclosingFunction(node)
      if (!opened || !around?.body) continue
      const text = module.textOf(around.body)
      // Whoever only begins or only commits shares the work with another function.
      if (!DONE.test(text) || UNDONE.test(text)) continue
      const failing = firstAwaitAfter(around, node)
      if (!failing) continue
      yield {
        at: node,
        title: `Nothing rolls back what \`${opened.name}\` opens`,
        message: `When the work on line ${module.lineOf(failing)} fails, this transaction is neither committed nor rolled back: its locks stay, and ${opened.pooled ? "the connection goes back to the pool in the middle of it, so that the next request writes into it" : "its connection is lost to the pool"}.`,
        fix: opened.fix,
      }
    }
  },
})

interface Opened {
  readonly name: string
  readonly pooled: boolean
  readonly fix: string
}

function openedBy(project: Project, module: SourceModule, call: Call): Opened | null {
  const callee = bare(call.callee)
  if (callee.type === "MemberExpression" && !OPENS.test(propertyName(callee) ?? "")) return null
  const { path, facts, method, receiver, name } = callFacts(project, module, call)
  const takesCallback = call.arguments.some((each) => isFunction(each))
  if (/^(?:query|execute)$/.test(method) && facts.includes("db-read")) {
    return /^\s*(?:BEGIN|START\s+TRANSACTION)\b/i.test(stringOf(call.arguments[0]) ?? "")
      ? { name: "BEGIN", pooled: true, fix: "Wrap the work in `try`, run `ROLLBACK` in the `catch`, and `release()` in `finally`." }
      : null
  }
  if (path === "mysql2.createPool().beginTransaction" || path === "typeorm.DataSource().startTransaction") {
    const undo = path.startsWith("mysql2") ? "rollback" : "rollbackTransaction"
    return {
      name,
      pooled: true,
      fix: `Wrap the work in \`try\` and \`await ${receiver}.${undo}()\` in the \`catch\`; \`release()\` in \`finally\`.`,
    }
  }
  if (takesCallback) return null
  if (method === "transaction" && (path === "sequelize.Sequelize().transaction" || path === "knex().transaction"))
    return {
      name,
      pooled: false,
      fix: `Use \`${name}(async (transaction) => …)\`, which rolls back by itself, or roll back in a \`catch\`.`,
    }
  if (method === "startTransaction" && /session$/i.test(receiver))
    return {
      name,
      pooled: false,
      fix: `Use \`${receiver}.withTransaction(…)\`, or \`abortTransaction()\` in a \`catch\` and \`endSession()\` in \`finally\`.`,
    }
  return null
}

function firstAwaitAfter(around: FunctionNode, begin: Node): Node | null {
  if (!around.body) return null
  for (const each of ownNodes(around.body)) if (each.type === "AwaitExpression" && each.start > begin.end) return each
  return null
}
