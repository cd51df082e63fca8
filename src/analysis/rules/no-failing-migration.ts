import { defineRule } from "../rule.ts"
import { isMigrationPath } from "../migrations/migration-file.ts"
import { stepsOf } from "../migrations/steps.ts"
import type { Project } from "../source/project.ts"

export const noFailingMigration = defineRule({
  kind: "change",
  id: "no-failing-migration",
  section: "maintainability",
  practice: "database",
  severity: "high",
  confidence: "medium",
  title: "A migration fails on a table that has rows",
  why: "It runs on the empty database of the pipeline and stops in production, in the middle of a deployment. What ran before it in the same file may be half done.",
  fix: "Add the column with a default or as nullable, fill it, then make it required.",
  cwe: [],
  *check({ head, diff }) {
    for (const file of diff.files) {
      if (file.status !== "added" || !isMigrationPath(file.path) || usesMySql(head, file.path)) continue
      const steps = stepsOf(head, file.path)
      const fresh = new Set(steps.flatMap((each) => (each.kind === "create-table" ? [each.table] : [])))
      const said = new Set<string>()
      for (const [index, step] of steps.entries()) {
        const isFilled = steps.slice(0, index).some((each) => each.kind === "fill")
        if (fresh.has(step.table) || said.has(step.table) || (step.kind !== "require-column" && step.kind !== "set-required")) continue
        if (step.kind === "set-required" && isFilled) continue
        said.add(step.table)
        const name = `${step.table}.${step.column ?? ""}`
        yield {
          path: file.path,
          at: { start: step.start, end: step.end },
          ...(step.kind === "require-column"
            ? {
                title: `${name} is added as required without a default`,
                message: `As soon as \`${step.table}\` has one row, this statement fails: the database does not know what to put into \`${step.column}\` there, and the deployment stops here.`,
              }
            : {
                title: `${name} becomes required without being filled first`,
                message: `Where one row of \`${step.table}\` has no \`${step.column}\`, this statement fails and the deployment stops here; nothing in this migration fills it.`,
                severity: "low" as const,
                confidence: "low" as const,
              }),
          key: `${step.kind} ${name}`,
        }
      }
    }
  },
})

// MySQL puts an empty value in by itself.
function usesMySql(head: Project, path: string): boolean {
  if (path.endsWith(".sql") && /`\w+`/.test(head.codeOf(path) ?? "")) return true
  const manifest = head.manifestFor(path)
  const uses = (name: string) => manifest?.dependencies[name] !== undefined
  return (uses("mysql") || uses("mysql2") || uses("mariadb")) && !uses("pg")
}
