import { defineRule } from "../rule.ts"
import { forwardSql, isMigrationPath } from "../migrations/migration-file.ts"
import type { Project } from "../source/project.ts"

const NAME = String.raw`(?:["\x60]?\w+["\x60]?\.)?["\x60]?(\w+)["\x60]?`
const INDEX = new RegExp(
  String.raw`\bCREATE\s+(?:UNIQUE\s+)?INDEX\s+(?!CONCURRENTLY)(?:IF\s+NOT\s+EXISTS\s+)?["\x60]?\w+["\x60]?\s+ON\s+(?:ONLY\s+)?${NAME}`,
  "gi",
)
const TYPE = new RegExp(
  String.raw`\bALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?(?:ONLY\s+)?${NAME}\s+ALTER\s+COLUMN\s+["\x60]?(\w+)["\x60]?\s+(?:SET\s+DATA\s+)?TYPE\s+(?!TEXT\b|VARCHAR\b|CHARACTER\s+VARYING\b|["\x60]?\w+_(?:new|old)\b)`,
  "gi",
)

export const noLockingMigration = defineRule({
  kind: "text",
  id: "no-locking-migration",
  section: "performance",
  practice: "database",
  severity: "medium",
  // Whether the table is large is known only to those who run it.
  confidence: "low",
  title: "Nobody can write to this table while the migration runs",
  why: "PostgreSQL locks a table against writes while it builds an index, and against everything while it rewrites a column. On a large table that takes minutes, in which every request that touches it waits and the pool runs dry.",
  fix: "Build the index with `CONCURRENTLY`, outside a transaction; change a type through a new column that is filled in batches.",
  cwe: ["CWE-667"],
  files: (path) => isMigrationPath(path),
  *check({ project, path, text }) {
    if (!isPostgres(project, path)) return
    const forward = path.endsWith(".sql") ? forwardSql(path, text) : (text.split(/\b(?:async\s+)?(?:exports\.)?down\s*[(=:]/)[0] ?? text)
    // What was created a moment ago is empty.
    const fresh = new Set(
      [...forward.matchAll(new RegExp(String.raw`CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?${NAME}`, "gi"))].map((each) => each[1]),
    )
    // Whoever never builds an index concurrently has tables small enough not to need it.
    for (const match of buildsConcurrently(project) ? forward.matchAll(INDEX) : []) {
      const table = match[1] ?? ""
      if (fresh.has(table)) continue
      yield {
        at: { start: match.index, end: match.index + match[0].length },
        title: `Writes to \`${table}\` wait until this index is built`,
        message: `While PostgreSQL builds this index, every INSERT, UPDATE and DELETE on \`${table}\` waits: on a table of millions of rows that is minutes in which requests pile up.`,
        fix: "`CREATE INDEX CONCURRENTLY` in a migration of its own that does not run in a transaction.",
      }
      break
    }
    for (const match of forward.matchAll(TYPE)) {
      const [, table = "", column = ""] = match
      if (fresh.has(table)) continue
      yield {
        at: { start: match.index, end: match.index + match[0].length },
        title: `Nobody can read \`${table}\` while this type changes`,
        message: `Changing the type of \`${column}\` makes PostgreSQL rewrite \`${table}\` and its indexes under a lock that also stops reads: the service is down for as long as that takes.`,
        fix: "Add a column of the new type, fill it in batches, switch the code over, then drop the old one.",
      }
      break
    }
  },
})

function buildsConcurrently(project: Project): boolean {
  return project.once("indexes are built concurrently", () =>
    [...project.tree.files.keys()].some((path) => isMigrationPath(path) && /\bINDEX\s+CONCURRENTLY\b/i.test(project.codeOf(path) ?? "")),
  )
}

function isPostgres(project: Project, path: string): boolean {
  if (["pg", "postgres", "@neondatabase/serverless", "pg-promise"].some((name) => project.dependsOn(path, name) !== null)) return true
  return project.once("postgresql of prisma", () =>
    [...project.tree.files.keys()].some(
      (each) => each.endsWith(".prisma") && /provider\s*=\s*"postgresql"/.test(project.codeOf(each) ?? ""),
    ),
  )
}
