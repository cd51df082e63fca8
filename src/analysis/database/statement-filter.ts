import { callFacts, chainOf } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { bare, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

/** What a statement written by hand, or a builder without a declared table, asks of one table. */
export interface StatementFilter {
  readonly table: string
  /** The columns that are compared with a value, all of which must match. */
  readonly columns: readonly string[]
}

const MAX_STATEMENT = 4_000
const ONE_TABLE = /^\s*(?:SELECT\b[^;]*?\bFROM|UPDATE|DELETE\s+FROM)\s+(?:"?public"?\.)?["`]?(\w{1,60})["`]?\s/i
const WHERE = /\bWHERE\b/i
const END = /\b(?:ORDER|GROUP|LIMIT|OFFSET|FOR|RETURNING|FETCH)\b/i
// Each branch, and each other table, asks for an index of its own; that is a question for EXPLAIN.
const MANIFOLD = /\b(?:JOIN|OR|UNION|EXISTS|LIKE|ILIKE|NOT|SELECT)\b/i
const EQUALS = /(?:^|[\s(.])["`]?(\w{1,60})["`]?\s{0,9}=\s{0,9}(?:\$\d|\?|:\w|ANY\s{0,9}\()/gi

/** The filter of a call that sends a statement or awaits a builder of Knex; `null` for other calls and for filters of more than one part. */
export function statementFilter(project: Project, module: SourceModule, call: Call): StatementFilter | null {
  const { facts, method, path } = callFacts(project, module, call)
  const [first] = call.arguments
  if (path === "knex()") return builderFilter(call, stringOf(first))
  if (!facts.includes("db-read") || !/^(?:query|execute|one|oneOrNone|any|manyOrNone)$/.test(method)) return null
  const statement = stringOf(first) ?? stringOf(propertyOf(first, "text")) ?? stringOf(propertyOf(first, "sql"))
  if (statement === null || statement.length > MAX_STATEMENT) return null
  const [, table] = ONE_TABLE.exec(statement) ?? []
  const at = statement.search(WHERE)
  if (table === undefined || at === -1 || /\bJOIN\b/i.test(statement) || /\bFROM\b[^;]*?,/i.test(statement.slice(0, at))) return null
  const condition = statement.slice(at + "WHERE".length).split(END)[0] ?? ""
  if (MANIFOLD.test(condition)) return null
  const columns = [...condition.matchAll(EQUALS)].map(([, column = ""]) => column)
  return columns.length > 0 ? { table, columns } : null
}

// `knex("comments").where({ author_email: email }).first()`
function builderFilter(call: Call, table: string | null): StatementFilter | null {
  if (table === null || !/^\w{1,60}$/.test(table)) return null
  const { methods } = chainOf(call)
  if (methods.some((each) => /join|^or|raw|exists|not|insert|with/i.test(each))) return null
  const columns: string[] = []
  let at = call.parent
  while (at?.type === "MemberExpression" && at.parent?.type === "CallExpression" && at.parent.callee === at) {
    const [first, second] = at.parent.arguments
    if (/^(?:where|andWhere)$/.test(propertyName(at) ?? "")) {
      const given = first && bare(first)
      const name = stringOf(first)
      if (given?.type === "ObjectExpression") {
        if (given.properties.some((each) => each.type !== "Property")) return null
        columns.push(...given.properties.flatMap((each) => propertyName(each) ?? []))
      } else if (name !== null && at.parent.arguments.length === 2 && second) columns.push(name.replace(/^\w+\./, ""))
    }
    at = at.parent.parent
  }
  return columns.length > 0 ? { table, columns } : null
}
