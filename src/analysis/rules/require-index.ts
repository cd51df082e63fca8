import { defineRule } from "../rule.ts"
import { callFacts } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { isServerPath } from "../calls/server-path.ts"
import { createdWithoutIndex } from "../database/created-tables.ts"
import { unindexedForeignKeys } from "../database/foreign-keys.ts"
import { queryOf } from "../database/query.ts"
import type { Query } from "../database/query.ts"
import { statementFilter } from "../database/statement-filter.ts"
import { isFewRows, isIndexed } from "../database/table.ts"
import type { Table } from "../database/table.ts"
import { reachOf } from "../reach.ts"
import { nodesOf } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// Columns that pick few rows of many, which is what an index is for.
const SELECTIVE =
  /(?:^|_)(?:uuid|guid|slug|email|token|key|code|sku|symbol|username|login|hash|phone|external_?id)$|(?:Id|_id|Uuid|Slug|Email|Token|Key|Code|Hash|Number|Ref)$|^(?:user|author|owner|customer|account|parent|tenant|organization|project|order|post)$/
export const requireIndex = defineRule({
  kind: "source",
  id: "require-index",
  section: "performance",
  practice: "database",
  severity: "medium",
  confidence: "medium",
  title: "This lookup reads the whole table",
  why: "Without an index that begins with a column of the filter, the database reads every row for each query. With test data nobody notices; with a million rows each request takes seconds and the others wait behind it.",
  fix: "Declare an index that begins with the column of the filter.",
  cwe: ["CWE-1067"],
  needs: { path: "server", reached: true },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    const told = new Set<string>()
    for (const node of nodesOf(module.program, "CallExpression")) {
      const byHand = unindexedByHand(project, module, node)
      if (byHand) {
        const { table, column, created, name, reach } = byHand
        if (told.has(`${table}.${column}`)) continue
        told.add(`${table}.${column}`)
        yield {
          at: { start: node.start, end: node.callee.end },
          title: `No index helps to find \`${table}\` by \`${column}\``,
          message: `Each \`${reach.route}\` makes the database read all of \`${table}\`: \`${name}\` filters by \`${column}\`, and nothing in the migrations gives it an index.`,
          fix: `Add a migration with \`CREATE INDEX … ON ${table} (${column})\`, or \`UNIQUE\` if its values are.`,
          trace: [{ path: created.path, line: created.line, what: "creates the table, and no index on the column" }],
          key: `index ${table}.${column}`,
        }
        continue
      }
      const query = queryOf(project, module, node)
      const column = query && unindexedColumn(query)
      if (!query || !column) continue
      const reach = reachOf(project, node)
      const key = `${query.table.name}.${column}`
      if (!reach || told.has(key)) continue
      told.add(key)
      const { table } = query
      const declared = unindexedForeignKeys(project, table.path).find((each) => each.table === table.name && each.column === column)
      yield {
        at: node,
        ...(table.complete ? {} : { confidence: "low" as const }),
        title: `No index helps to find \`${table.name}\` by \`${column}\``,
        message: `Each \`${reach.route}\` makes the database read all of \`${table.name}\`: \`${query.receiver.replaceAll("`", "'").slice(0, 60)}.${query.method}\` filters by \`${column}\`, and none of the indexes declared in ${table.path} begins with it.`,
        fix: adviceFor(table, column),
        ...(declared ? { trace: [{ path: table.path, line: declared.line, what: "declares the column, and no index" }] } : {}),
        key: `index ${key}`,
      }
    }
  },
})

// Each looks through all files.
const MAX_LOOKUPS = 200
// Whose foreign keys have an index by themselves.
const INDEXES_KEYS = ["mysql", "mysql2", "mariadb", "promise-mysql"]

/** What a statement written by hand filters by without an index, where a migration shows the table; `null` when one may be there. */
function unindexedByHand(project: Project, module: SourceModule, call: Call) {
  const filter = statementFilter(project, module, call)
  const column = filter?.columns.find((each) => SELECTIVE.test(each))
  if (!filter || column === undefined || isFewRows(filter.table) || filter.columns.some((each) => each === "id")) return null
  if (INDEXES_KEYS.some((name) => project.dependsOn(module.path, name) !== null)) return null
  const reach = reachOf(project, call)
  const created =
    reach &&
    project.once(`created without index ${filter.table} ${filter.columns.join(" ")}`, () => {
      const left = project.once("lookups of created tables", () => ({ count: MAX_LOOKUPS }))
      return left.count-- > 0 ? createdWithoutIndex(project, filter.table, filter.columns) : null
    })
  return created && { table: filter.table, column, created, reach, name: callFacts(project, module, call).name }
}

/** The most selective column of a filter that no index serves; `null` when one serves, or none would be worth it. */
function unindexedColumn({ table, columns, method }: Query): string | null {
  if (!columns || isFewRows(table.name) || /^(?:create|insert|save|upsert|bulkCreate)/.test(method)) return null
  if (columns.some((each) => isIndexed(table, each))) return null
  const column = columns.find((each) => SELECTIVE.test(each) && table.columns.get(each)?.kind === "other")
  return column ?? null
}

function adviceFor(table: Table, column: string): string {
  switch (table.technology) {
    case "Prisma":
      return `Add \`@@index([${column}])\` to \`model ${table.name}\` (${table.path}:${table.line}), or \`@unique\` to the field if its values are.`
    case "Mongoose":
      return `Add \`index: true\` to \`${column}\` in the schema (${table.path}:${table.line}).`
    case "TypeORM":
      return `Put \`@Index()\` on \`${column}\` in \`${table.name}\` (${table.path}:${table.line}) and add the migration.`
    case "Drizzle":
      return `Add \`index("…").on(table.${column})\` to \`${table.name}\` (${table.path}:${table.line}) and generate the migration.`
    default:
      return `Add \`indexes: [{ fields: ["${column}"] }]\` to \`${table.name}\` (${table.path}:${table.line}) and a migration that creates it.`
  }
}
