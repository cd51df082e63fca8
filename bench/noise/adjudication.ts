import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import type { PlacedFinding } from "../../src/model/finding.ts"

/** true: a defect. useful: no defect, but its author would want to hear it. noise: nobody would. */
type Label = "true" | "useful" | "noise"

interface Judgement {
  readonly repository: string
  readonly commit: string
  readonly rule: string
  readonly path: string
  /** Of the first line of the code in question, so that a judgement survives new wording and neighbours. */
  readonly text: string
  readonly label: Label
  readonly reason: string
}

/** A finding somebody has read, or nobody yet (`null`). */
export interface JudgedFinding {
  readonly repository: string
  readonly commit: string
  readonly finding: PlacedFinding
  readonly text: string
  readonly label: Label | null
  readonly reason: string
}

/** Reads what was judged by hand: one entry a finding, made by reading the code around it. */
export function readJudgements(): (repository: string, commit: string, finding: PlacedFinding) => JudgedFinding {
  const judgements = JSON.parse(readFileSync(new URL("../adjudication.json", import.meta.url), "utf8")) as readonly Judgement[]
  const known = new Map(judgements.map((each) => [keyOf(each), each]))
  return (repository, commit, finding) => {
    const text = hashOf(finding)
    const judgement = known.get(keyOf({ repository, commit, rule: finding.rule, path: finding.path, text }))
    return { repository, commit, finding, text, label: judgement?.label ?? null, reason: judgement?.reason ?? "" }
  }
}

function keyOf({ repository, commit, rule, path, text }: Omit<Judgement, "label" | "reason">): string {
  return [repository, commit.slice(0, 12), rule, path, text].join(" ")
}

function hashOf({ evidence, title }: PlacedFinding): string {
  const line = (evidence === "" ? title : (evidence.split("\n", 1)[0] ?? "")).trim()
  return createHash("sha1").update(line).digest("hex").slice(0, 10)
}

export interface Precision {
  readonly total: number
  readonly labelled: number
  readonly noise: number
  /** Useful or true among those that were read. */
  readonly adjudicated: string
  /** The same with every unread finding taken for noise. */
  readonly strict: string
}

/** Counts labels. */
export function precisionOf(findings: readonly JudgedFinding[]): Precision {
  const labelled = findings.filter(({ label }) => label !== null)
  const noise = labelled.filter(({ label }) => label === "noise").length
  const good = labelled.length - noise
  const percent = (of: number) => (of === 0 ? "-" : `${((good / of) * 100).toFixed(0)}%`)
  return {
    total: findings.length,
    labelled: labelled.length,
    noise,
    adjudicated: percent(labelled.length),
    strict: percent(findings.length),
  }
}

/** Prints every rule with what was said of its findings, the noisiest first, then the findings themselves. */
export function printJudged(heading: string, findings: readonly JudgedFinding[]): void {
  const byRule = Map.groupBy(findings, ({ finding }) => finding.rule)
  const count = (of: readonly JudgedFinding[], label: Label | null) => of.filter((each) => each.label === label).length
  console.log(`\n${heading}, by rule: all, true, useful, noise, not read`)
  for (const [rule, of] of [...byRule].sort((a, b) => count(b[1], "noise") - count(a[1], "noise") || b[1].length - a[1].length))
    console.log(
      `  ${rule.padEnd(34)} ${[of.length, count(of, "true"), count(of, "useful"), count(of, "noise"), count(of, null)].map((each) => String(each).padStart(4)).join("")}`,
    )
  console.log(`\n${heading}`)
  for (const { repository, commit, finding, label, reason } of findings)
    console.log(
      `  ${(label ?? "?").padEnd(6)} ${repository}@${commit.slice(0, 10)} ${finding.rule} (${finding.severity}, ${finding.confidence}) ${finding.path}:${finding.startLine} ${finding.title}${reason === "" ? "" : ` [${reason}]`}`,
    )
}
