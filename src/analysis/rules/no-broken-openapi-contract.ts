import semver from "semver"
import { deletedAt } from "../change/deleted-at.ts"
import type { ChangeView } from "../change/change-view.ts"
import { breaksBetween } from "../contracts/compare-operations.ts"
import type { Break } from "../contracts/compare-operations.ts"
import { annotatedOperations, operationsIn } from "../contracts/openapi.ts"
import type { Operation } from "../contracts/openapi.ts"
import { isTestPath } from "../classify.ts"
import { defineRule } from "../rule.ts"
import type { Spot } from "../rule.ts"
import type { Project } from "../source/project.ts"

export const noBrokenOpenapiContract = defineRule({
  kind: "change",
  id: "no-broken-openapi-contract",
  section: "maintainability",
  practice: "api-design",
  severity: "medium",
  confidence: "medium",
  title: "The described API breaks clients that follow it",
  why: "The description is what clients were written and generated from. They are deployed at other times than the service, and some of them by other people.",
  fix: "Add beside the old instead of replacing it: an optional field, a new version, a deprecation with a date.",
  cwe: [],
  *check({ base, head, diff, change }) {
    for (const file of diff.files) {
      if (file.oldPath === null || file.status === "deleted" || file.status === "copied" || isTestPath(file.path)) continue
      const described = operationsIn(base, file.oldPath)
      const before = described ?? annotations(base, file.oldPath)
      const after = described === null ? annotations(head, file.path) : operationsIn(head, file.path)
      if (before.size === 0 || !after || isMajorStep(base.textOf(file.oldPath) ?? "", head.textOf(file.path) ?? "")) continue
      // Which routes of a source file are gone is told by the routes themselves.
      const breaks = [...breaksBetween(before, after)].filter((each) => described !== null || each.what !== "is gone")
      const grouped = new Map<string, Break[]>()
      for (const each of breaks) grouped.set(each.what, [...(grouped.get(each.what) ?? []), each])
      let said = 0
      for (const [what, same] of grouped) {
        const [first] = same as [Break]
        if (said++ >= 5) break
        const label = labelOf(first.operation)
        const more = same.length - 1
        yield {
          path: file.path,
          at: what === "is gone" ? goneAt(base, file, first) : spotOf(head.textOf(file.path) ?? "", change, file.path, first),
          title: `${label} ${what}`,
          message: `Clients of \`${label}\`${more === 0 ? "" : ` and ${more} more operation${more === 1 ? "" : "s"}`} that were written from this description stop working with the deployment: it ${what.replace(/(requires(?: the \w+ parameter)?|with|for|accepts) ([\w.-]+)/, "$1 `$2`")}.`,
          key: `${label} ${what}`,
        }
      }
    }
  },
})

function annotations(project: Project, path: string): ReadonlyMap<string, Operation> {
  const module = /@(?:swagger|openapi)\b/.test(project.textOf(path) ?? "") ? project.moduleOf(path) : null
  return annotatedOperations(module?.comments ?? [])
}

function labelOf({ method, path }: Operation): string {
  return `${method} ${path.replace(/[^\x21-\x7e]|`/g, "?").slice(0, 100)}`
}

function goneAt(base: Project, file: Parameters<typeof deletedAt>[0], { operation }: Break): Spot {
  const lines = (base.textOf(file.oldPath ?? "") ?? "").split("\n")
  const line = lines.findIndex((each) => each.includes(operation.path)) + 1
  return line === 0 ? "file" : deletedAt(file, line)
}

/** The added line that says it, else the operation. */
function spotOf(text: string, change: ChangeView, path: string, { word, operation }: Break): Spot {
  const lines = text.split("\n")
  const from = Math.max(
    0,
    lines.findIndex((each) => each.includes(operation.path)),
  )
  const names = (line: string) => line.includes(word)
  const added = lines.findIndex((line, index) => index >= from && change.isAdded(path, index + 1) && names(line))
  const anywhere = added === -1 ? lines.findIndex((line, index) => change.isAdded(path, index + 1) && names(line)) : added
  return { line: (anywhere === -1 ? from : anywhere) + 1 }
}

function isMajorStep(before: string, after: string): boolean {
  const version = (text: string) =>
    semver.coerce(/\n?\s*["']?info["']?\s*:[\s\S]{0,2000}?["']?version["']?\s*:\s*["']?([\w.-]+)/.exec(text)?.[1] ?? "")
  const old = version(before)
  const now = version(after)
  return old !== null && now !== null && now.major > old.major
}
