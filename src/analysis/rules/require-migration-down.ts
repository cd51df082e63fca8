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
    const added = diff.files.filter(
      ({ status, path }) => status === "added" && isMigrationPath(path) && !path.endsWith(".sql") && hasWayBack(head, path) === false,
    )
    const found = added.flatMap(({ path }) => {
      const custom = customAround(base, path)
      return custom === null ? [] : [{ path, custom }]
    })
    // Written for several databases it is one migration.
    for (const [first, ...others] of Map.groupBy(found, ({ path }) => path.slice(path.lastIndexOf("/") + 1)).values()) {
      if (first === undefined) continue
      const { path, custom } = first
      const module = head.moduleOf(path)
      const down = module && directionOf(head, module, "down")
      const beside =
        others.length === 0 ? "" : ` The same goes for ${others.map((each) => `\`${each.path.replaceAll("`", "'")}\``).join(", ")}.`
      yield {
        path,
        at: module && down ? { start: down.start, end: down.end } : "file",
        title: down ? "`down` does nothing" : "There is no `down`",
        message: `A rollback past this migration leaves its changes in the database, and the older code meets a schema it does not know; ${custom.able} of the last ${custom.known} migrations here can be undone.${beside}`,
        key: "down",
      }
    }
  },
})

/** How many of the last migrations beside this one can be undone; `null` when that is not the custom. */
function customAround(base: Project, path: string): { readonly able: number; readonly known: number } | null {
  const folder = historyOf(path)
  const siblings = base.sourcePaths.filter((each) => historyOf(each) === folder && isMigrationPath(each)).slice(-LOOKED_AT)
  const known = siblings.flatMap((each) => hasWayBack(base, each) ?? [])
  const able = known.filter((each) => each).length
  return known.length < 4 || able * 5 < known.length * 4 ? null : { able, known: known.length }
}

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
