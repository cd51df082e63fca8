import { defineRule } from "../rule.ts"
import { isMigrationPath } from "../migrations/migration-file.ts"
import { stepsOf } from "../migrations/steps.ts"
import type { MigrationStep } from "../migrations/steps.ts"
import { useOf } from "../migrations/still-used.ts"
import type { Use } from "../migrations/still-used.ts"

export const noDestructiveMigration = defineRule({
  kind: "change",
  id: "no-destructive-migration",
  section: "maintainability",
  practice: "database",
  severity: "medium",
  confidence: "medium",
  title: "A migration takes away what running code still uses",
  why: "During a deployment the old version serves requests on the new schema, and after a rollback it does so for longer. Dropped data does not come back with the code.",
  fix: "Stop using it first, and drop or rename it in a later release.",
  cwe: [],
  *check({ base, head, diff }) {
    for (const file of diff.files) {
      if (file.status !== "added" || !isMigrationPath(file.path)) continue
      const steps = stepsOf(head, file.path)
      const created = new Set(
        steps.flatMap((each) => (each.kind === "create-table" ? [each.table] : each.kind === "rename-table" ? [each.column ?? ""] : [])),
      )
      const lost = steps.filter(
        (each) =>
          (each.kind === "drop-table" || each.kind === "drop-column" || each.kind === "rename-table" || each.kind === "rename-column") &&
          // Made again in the same migration: SQLite can change a table in no other way.
          !created.has(each.table) &&
          !/^(?:new|tmp|temp|old|backup)_|_(?:old|new|tmp|backup)$|^__/i.test(each.table),
      )
      const used = lost.flatMap((step) => {
        const text = head.textOf(file.path) ?? ""
        const now = useOf(head, step, text)
        const before = now ?? useOf(base, step, text)
        return before === null ? [] : [{ step, use: before, isNow: now !== null }]
      })
      const first = used.find((each) => each.isNow && each.step.kind !== "rename-table") ?? used[0]
      if (!first) continue
      const others = used.length - 1
      yield {
        path: file.path,
        at: { start: first.step.start, end: first.step.end },
        ...describe(first.step, first.use, first.isNow),
        severity: first.step.kind.startsWith("drop") ? "medium" : "low",
        confidence: "medium",
        ...(others === 0
          ? {}
          : {
              fix: `Stop using it first, and drop or rename it in a later release. The same holds for ${others} more step${others === 1 ? "" : "s"} of this migration.`,
            }),
        trace: [
          { ...first.use, what: first.isNow ? "still names it after this change" : "named it until this change" },
          { path: file.path, line: (head.textOf(file.path) ?? "").slice(0, first.step.start).split("\n").length, what: "takes it away" },
        ].filter((each) => first.isNow || each.path === file.path),
        key: `${first.step.kind} ${first.step.table} ${first.step.column ?? ""}`,
      }
    }
  },
})

function describe(step: MigrationStep, use: Use, isNow: boolean) {
  const name = step.column !== null && !step.kind.endsWith("table") ? `\`${step.table}.${step.column}\`` : `\`${step.table}\``
  const done = step.kind.startsWith("drop") ? "dropped" : "renamed"
  const place = `\`${use.path}\` (line ${use.line})`
  return {
    title: `${name} is ${done} while ${isNow ? "code still uses it" : "the version in production uses it"}`,
    message: isNow
      ? `${place} still names ${name}: queries with it fail once this migration has run${done === "dropped" ? ", and the data is gone" : ""}.`
      : `Until this change ${place} uses ${name}, so the instances of the running version fail from the moment this migration has run until they are replaced${done === "dropped" ? "; after a rollback the data is gone" : ""}.`,
  }
}
