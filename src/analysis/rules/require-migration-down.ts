import { defineRule } from "../rule.ts"
import { directionOf, historyOf, isMigrationPath } from "../migrations/migration-file.ts"
import type { Project } from "../source/project.ts"

// How many of the newest siblings are looked at; older ones may follow another custom.
const LOOKED_AT = 10

export const requireMigrationDown = defineRule({
  kind: "change",
  id: "require-migration-down",
  section: "maintainability",
  practice: "database",
  severity: "low",
  confidence: "medium",
  title: "A migration has no way back while its siblings have one",
  why: "Rolling back a release stops at the first migration that cannot be undone, and that is found out while production is down. A `down` that throws on purpose at least says so.",
  fix: "Write the `down`, or let it throw with the reason why there is none.",
  cwe: [],
  *check({ base, head, diff }) {
    for (const file of diff.files) {
      if (file.status !== "added" || !isMigrationPath(file.path) || file.path.endsWith(".sql") || hasWayBack(head, file.path) !== false)
        continue
      const folder = historyOf(file.path)
      const siblings = base.sourcePaths.filter((path) => historyOf(path) === folder && isMigrationPath(path)).slice(-LOOKED_AT)
      const known = siblings.flatMap((path) => hasWayBack(base, path) ?? [])
      const able = known.filter((each) => each)
      if (known.length < 4 || able.length * 5 < known.length * 4) continue
      const module = head.moduleOf(file.path)
      const down = module && directionOf(head, module, "down")
      yield {
        path: file.path,
        at: module && down ? { start: down.start, end: down.end } : "file",
        title: down ? "`down` does nothing" : "There is no `down`",
        message: `A rollback past this migration leaves its changes in the database, and the older code meets a schema it does not know; ${able.length} of the last ${known.length} migrations here can be undone.`,
        key: "down",
      }
    }
  },
})

/** Whether the migration can be undone; `null` when it is no migration or cannot be read. */
function hasWayBack(project: Project, path: string): boolean | null {
  const module = project.moduleOf(path)
  if (!module || !directionOf(project, module, "up")) return null
  const down = directionOf(project, module, "down")
  if (!down?.body) return false
  return (
    down.body.type !== "BlockStatement" ||
    down.body.body.length > 0 ||
    module.comments.some((each) => each.start > down.start && each.end < down.end)
  )
}
