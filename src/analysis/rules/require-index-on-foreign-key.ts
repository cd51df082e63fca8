import { defineRule } from "../rule.ts"
import { isTestPath } from "../classify.ts"
import { unindexedForeignKeys } from "../database/foreign-keys.ts"
import { isFewRows } from "../database/table.ts"

const DONE_BY = /(?:_by|By)(?:_?(?:id|Id|user_id|UserId))?$/

export const requireIndexOnForeignKey = defineRule({
  kind: "change",
  id: "require-index-on-foreign-key",
  section: "performance",
  practice: "database",
  severity: "low",
  confidence: "medium",
  title: "A foreign key has no index",
  why: "PostgreSQL, SQLite and SQL Server index the key that is pointed to, not the column that points; only MySQL does. Each delete of the other row and each join from it then reads the whole table, under a lock.",
  fix: "Declare an index that begins with the column.",
  cwe: ["CWE-1067"],
  // A query that shows the harm says more.
  yieldsTo: ["require-index"],
  *check({ base, head, diff, change }) {
    // A line that is only in another place, or in another file of a schema that was split, is no decision of this change.
    const before = new Set(diff.files.flatMap(({ oldPath }) => (oldPath === null ? [] : unindexedForeignKeys(base, oldPath).map(nameOf))))
    for (const file of diff.files) {
      if (file.status === "deleted" || isTestPath(file.path)) continue
      for (const key of unindexedForeignKeys(head, file.path)) {
        const { table, column, target, line, cascades, advice } = key
        if (before.has(nameOf(key)) || !change.isAdded(file.path, line) || isFewRows(table)) continue
        // Nobody deletes roles and countries every day.
        if (target !== null && isFewRows(target) && !cascades) continue
        const other = target === null ? "the row it points to" : `a row of \`${target}\``
        yield {
          path: file.path,
          at: { line },
          // Without a rule for deletes it depends on queries that may never be written; people who did something are seldom deleted.
          ...(cascades && !DONE_BY.test(column) ? {} : { confidence: "low" as const }),
          title: `No index begins with the foreign key \`${table}.${column}\``,
          message: `Deleting ${other} reads all of \`${table}\`${cascades ? " to find what goes with it" : ""}, and so does every join from there: the database makes no index for \`${column}\` by itself, and none is declared.`,
          fix: advice,
          key: `foreign key ${table}.${column}`,
        }
      }
    }
  },
})

// The same one however it is written: whether its table cascades may be what changed.
function nameOf({ table, column, cascades }: { readonly table: string; readonly column: string; readonly cascades: boolean }): string {
  return `${table} ${column} ${cascades}`
}
