import { callFacts, chainOf } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { isQueryTag } from "../model-index.ts"
import { bare, isFunction, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

export type Tagged = Node & { type: "TaggedTemplateExpression" }

// `knex()` with a table, or with the select that comes before it.
const TABLE_OF_KNEX = /^knex\(\)$|^knex\(\)\.(?:select\(\)\.)?(?:from|table)$/
const WRITES_OF_KNEX = /^(?:insert|update|del|delete|increment|decrement|truncate|into)$/
// The same tag makes the parts of a statement: `rows.map((row) => sql`(${row.id}, ${row.name})`)`.
const STATEMENT = /^\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH|MERGE|CALL)\b/i
const OBJECTION = /^objection\.Model\.query$/

/** Whether somebody waits for what an expression is the beginning of, or hands it to somebody who will: only then builders of queries are sent. */
export function isWaitedFor(begin: Node): boolean {
  const { top, methods } = chainOf(begin)
  if (methods.some((each) => each === "then" || each === "catch" || each === "exec" || each === "execute")) return true
  const { parent } = top
  if (parent?.type === "AwaitExpression" || parent?.type === "ReturnStatement") return true
  if (isFunction(parent)) return parent.body === top
  return parent?.type === "ArrayExpression" && parent.parent?.type === "CallExpression" && parent.parent.arguments[0] === parent
}

/** Whether a tagged template is a statement that is sent here, and no part of another one. */
export function isSentStatement(project: Project, module: SourceModule, node: Tagged): boolean {
  if (!isWaitedFor(node) || !STATEMENT.test(node.quasi.quasis[0]?.value.raw ?? "")) return false
  const path = originOf(project, module, node.tag)
  if (path !== null) return isQueryTag(path) || /^@prisma\/client\.PrismaClient\(\)\.\$queryRaw$/.test(path)
  // `sql` that came in from where we cannot look: other libraries make texts with it that nobody waits for.
  return node.tag.type === "Identifier" && node.tag.name === "sql" && project.dependsOn(module.path, "postgres") !== null
}

/** Whether a call begins a query on a table that is only sent when somebody waits for it, which somebody does: Knex and Objection. */
export function isAwaitedTable(project: Project, module: SourceModule, call: Call): "reads" | "writes" | null {
  const { path, receiver, method } = callFacts(project, module, call)
  const isTable = path !== null && TABLE_OF_KNEX.test(path) && stringOf(call.arguments[0]) !== null
  const isModel =
    path === null
      ? method === "query" && /^[A-Z]\w*$/.test(receiver) && call.arguments.length <= 1 && dependsOnObjection(project, module, call)
      : OBJECTION.test(path)
  if ((!isTable && !isModel) || !isWaitedFor(call)) return null
  const { methods } = chainOf(call)
  return methods.some((each) => WRITES_OF_KNEX.test(each) || /^(?:insert|patch|update|delete|upsert)\w*$/.test(each)) ? "writes" : "reads"
}

// `User.query()` has no statement; `Pool.query("SELECT …")` has.
function dependsOnObjection(project: Project, module: SourceModule, call: Call): boolean {
  return stringOf(call.arguments[0] && bare(call.arguments[0])) === null && project.dependsOn(module.path, "objection") !== null
}
