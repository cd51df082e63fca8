import { defineRule } from "../rule.ts"
import type { Project } from "../source/project.ts"

export const noLoweredCoverage = defineRule({
  kind: "change",
  id: "no-lowered-coverage",
  section: "testing",
  practice: "testing",
  severity: "low",
  confidence: "high",
  title: "The required test coverage is lowered",
  why: "The threshold is the only thing that notices when tests are left out, and it is lowered most easily in the change that should have brought them. It rarely goes up again.",
  fix: "Keep the threshold and add the missing tests, or leave out by name the files that cannot be tested.",
  cwe: [],
  *check({ base, head, diff }) {
    for (const file of diff.files) {
      if (file.oldPath === null || file.status === "deleted" || file.status === "copied" || !isRunnerConfiguration(file.path)) continue
      const before = thresholdsOf(base, file.oldPath)
      const after = thresholdsOf(head, file.path)
      if (!before || !after) continue
      if (before.size > 0 && after.size === 0 && !isElsewhere(head, file.path)) {
        yield {
          path: file.path,
          at: "file",
          title: `The coverage thresholds of ${file.path} are gone`,
          message: `Nothing fails any more when tests are left out: ${[...before].map(([key, each]) => `\`${key}: ${each.values[0]}\``).join(", ")} ${before.size === 1 ? "was" : "were"} required before this change.`,
          key: "gone",
        }
        continue
      }
      const lowered = [...after].flatMap(([key, now]) => {
        const old = before.get(key)
        if (!old || old.values.length !== now.values.length) return []
        const index = now.values.findIndex((value, at) => value < (old.values[at] as number))
        return index === -1 ? [] : [{ key, from: old.values[index] as number, to: now.values[index] as number, at: now.places[index] }]
      })
      const first = lowered[0]
      if (!first?.at) continue
      yield {
        path: file.path,
        at: first.at,
        title: `Required coverage goes down: ${lowered.map((each) => `${each.key} ${each.from} → ${each.to}`).join(", ")}`,
        message: `From now on a change may leave out more tests than before without anyone being told: ${lowered.map((each) => `\`${each.key}\` from ${each.from} to ${each.to} %`).join(", ")}.`,
        edits: lowered.flatMap((each) => {
          const text = each.at ? (head.textOf(file.path) ?? "").slice(each.at.start, each.at.end) : ""
          const digits = /[\d.]+$/.exec(text)
          return each.at && digits ? [{ start: each.at.start + digits.index, end: each.at.end, text: String(each.from) }] : []
        }),
        key: lowered.map((each) => `${each.key} ${each.to}`).join(" "),
      }
    }
  },
})

function isRunnerConfiguration(path: string): boolean {
  return /(?:^|\/)(?:package\.json|\.nycrc(?:\.json)?|\.c8rc(?:\.json)?|\.taprc|(?:jest|vitest|vite|nyc)[\w.-]*\.(?:config\.)?[cm]?[jt]s(?:on)?)$/.test(
    path,
  )
}

interface Values {
  readonly values: readonly number[]
  readonly places: readonly { readonly start: number; readonly end: number }[]
}

/** Thresholds by key in the order they are written; `null` when the file speaks of none. */
function thresholdsOf(project: Project, path: string): ReadonlyMap<string, Values> | null {
  const text = project.textOf(path)
  if (text === null) return null
  const found = new Map<string, { values: number[]; places: { start: number; end: number }[] }>()
  const add = (key: string, value: string, start: number, length: number) => {
    const known = found.get(key) ?? { values: [], places: [] }
    known.values.push(Number(value))
    known.places.push({ start, end: start + length })
    found.set(key, known)
  }
  const isNyc = /\.(?:nyc|c8)rc|\.taprc/.test(path)
  if (isNyc || /coverageThreshold|thresholds?\b|check-coverage|"(?:nyc|c8)"/.test(text)) {
    for (const match of text.matchAll(/["']?\b(branches|functions|lines|statements)\b["']?\s*:\s*(-?\d+(?:\.\d+)?)/g))
      add(match[1] as string, match[2] as string, match.index, match[0].length)
  }
  for (const match of text.matchAll(/--(branches|functions|lines|statements)[= ](\d+(?:\.\d+)?)/g))
    add(match[1] as string, match[2] as string, match.index, match[0].length)
  return found
}

// Moved from package.json to a file of its own, or the other way round.
function isElsewhere(head: Project, path: string): boolean {
  return [...head.tree.files.keys()].some(
    (each) => each !== path && isRunnerConfiguration(each) && (thresholdsOf(head, each)?.size ?? 0) > 0,
  )
}
