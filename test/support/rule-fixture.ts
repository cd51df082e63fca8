import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { analyzeWith } from "../../src/analysis/analyze.ts"
import type { Rule } from "../../src/analysis/rule.ts"
import { applySuggestion } from "../../src/analysis/suggestion.ts"
import type { Finding } from "../../src/model/finding.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import { aDiff, aTree } from "./analysis-input.ts"

export interface Mark {
  readonly kind: "ruleid" | "ok" | "todoruleid" | "todook"
  /** `path:line` of the line below the annotation. */
  readonly place: string
}

export interface Fixture {
  readonly base: ReadonlyMap<string, string>
  readonly head: ReadonlyMap<string, string>
  readonly marks: readonly Mark[]
  /** Files under `<id>.fixed/`. */
  readonly fixed: readonly string[]
}

/**
 * Reads a fixture: one file, or a folder (with `base/` and `head/` when the rule compares them). Annotations stand on the line
 * before the reported one, after `//`, `#`, `--` or `<!--`; files without comments are annotated in `expected.json`:
 * `{ "package.json": { "ruleid": [4], "ok": [7] } }` with 1-based lines.
 */
export function readFixture(path: string, id: string): Fixture {
  const fixedFolder = path.replace(/\.\w+$/, "") + ".fixed"
  const fixed = existsSync(fixedFolder) ? filesBelow(fixedFolder) : []
  if (!statSync(path).isDirectory()) {
    const name = path.slice(path.lastIndexOf("/") + 1)
    const text = readFileSync(path, "utf8")
    return { base: new Map(), head: new Map([[`src/${name}`, text]]), marks: marksIn(`src/${name}`, text, id), fixed }
  }
  const isPair = existsSync(`${path}/head`)
  const read = (folder: string) =>
    new Map(existsSync(folder) ? filesBelow(folder).map((file) => [file, readFileSync(`${folder}/${file}`, "utf8")] as const) : [])
  const head = read(isPair ? `${path}/head` : path)
  const listed = `${path}/expected.json`
  head.delete("expected.json")
  const marks = [...head].flatMap(([file, text]) => marksIn(file, text, id))
  if (existsSync(listed)) {
    const expected = JSON.parse(readFileSync(listed, "utf8")) as Record<string, Partial<Record<Mark["kind"], number[]>>>
    for (const [file, kinds] of Object.entries(expected)) {
      for (const [kind, lines] of Object.entries(kinds))
        for (const line of lines) marks.push({ kind: kind as Mark["kind"], place: `${file}:${line}` })
    }
  }
  return { base: isPair ? read(`${path}/base`) : new Map(), head, marks, fixed }
}

/** Runs one rule as a review would; `fixed` holds the files that have suggestions, with all of them applied. */
export async function runFixture(rule: Rule, fixture: Fixture) {
  const base = aTree(fixture.base)
  const head = aTree(fixture.head)
  const analysis = await analyzeWith([rule], { diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })
  const findings: readonly Finding[] = analysis.findings
  const fixed = new Map<string, string>()
  const bottomUp = [...findings].sort((a, b) => b.startLine - a.startLine)
  for (const finding of bottomUp) {
    if (!finding.suggestion) continue
    const text = fixed.get(finding.path) ?? fixture.head.get(finding.path) ?? ""
    fixed.set(finding.path, applySuggestion(text, finding.suggestion))
  }
  const failed = analysis.coverage.failed.filter((each) => each.reason.startsWith("rule "))
  return { findings, fixed, failed, places: findings.map((finding) => `${finding.path}:${finding.startLine}`).sort() }
}

function marksIn(path: string, text: string, id: string): Mark[] {
  const marks: Mark[] = []
  const lines = text.split("\n")
  for (const [index, line] of lines.entries()) {
    const match = /^\s*(?:\/\/|#|--|<!--|\/\*|\{\/\*)\s*(ruleid|ok|todoruleid|todook):\s*([\w-]+)/.exec(line)
    if (match?.[2] === id) marks.push({ kind: match[1] as Mark["kind"], place: `${path}:${index + 2}` })
  }
  return marks
}

function filesBelow(folder: string, prefix = ""): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(`${folder}/${entry.name}`, `${prefix}${entry.name}/`) : [prefix + entry.name],
  )
}
