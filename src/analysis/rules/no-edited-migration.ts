import { defineRule } from "../rule.ts"
import { historyOf, isMigrationPath } from "../migrations/migration-file.ts"
import type { Project } from "../source/project.ts"

export const noEditedMigration = defineRule({
  kind: "change",
  id: "no-edited-migration",
  section: "maintainability",
  practice: "database",
  severity: "medium",
  confidence: "medium",
  title: "A migration that may have run already is changed",
  why: "A database that has run it does not run it again, so from now on databases differ by the day they were made. Some tools notice the other checksum and refuse to go on.",
  fix: "Leave it as it was and write a new migration for the difference.",
  cwe: [],
  *check({ base, head, diff, change }) {
    for (const file of diff.files) {
      if (file.status !== "modified" || file.oldPath === null || !isMigrationPath(file.path)) continue
      const before = meaningful(base, file.oldPath)
      const after = meaningful(head, file.path)
      if (before === null || after === null || before === after) continue
      const lines = (head.textOf(file.path) ?? "").split("\n")
      const line = lines.findIndex((_, index) => change.isAdded(file.path, index + 1)) + 1
      const newer = [...base.tree.entries.keys()].filter(
        (path) => isMigrationPath(path) && historyOf(path) === historyOf(file.path) && path > file.path,
      ).length
      yield {
        path: file.path,
        at: line === 0 ? { line: 1 } : { line },
        message: `Databases that have run \`${file.path.slice(file.path.lastIndexOf("/") + 1).replace("migration.sql", file.path.split("/").at(-2) ?? "")}\` do not get this change, new ones do${newer === 0 ? "" : `; ${newer} later migration${newer === 1 ? "" : "s"} build${newer === 1 ? "s" : ""} on it`}: the same code then meets two different schemas.`,
        key: "edited",
      }
    }
  },
})

// Comments, types, white space, quotes and punctuation that formatters move about change nothing in a database.
function meaningful(project: Project, path: string): string | null {
  const text = project.textOf(path)
  if (text === null) return null
  const isSql = path.endsWith(".sql")
  const code = isSql ? text.replace(/--[^\n]*/g, "") : text.replace(/^\s*(?:import\b.*|.*\brequire\(.*|\/\/.*|'use strict';?)$/gm, "")
  return code
    .replace(/\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\//g, "")
    .replace(/:\s*(?:Promise<\w+>|\w*Knex\w*(?:\.\w+)?|QueryRunner|QueryInterface|any)\b/g, "")
    .replace(/[\s;,'"`()]+/g, "")
}
