import type { PlacedFinding } from "../../src/model/finding.ts"
import { fits } from "../recall/families.ts"
import type { EvalCase, EvalRegion } from "./case.ts"

/** What was said about one case in one mode. */
export interface CaseScore {
  readonly expected: number
  readonly found: number
  /** Findings with a comment of their own. */
  readonly reported: number
  /** Of them, those about something that must be silent. */
  readonly knownFalse: number
  /** Of them, those that are neither expected nor known to be false: somebody has to read them. */
  readonly unadjudicated: number
  /** Reported findings of one place and kind beyond the first. */
  readonly duplicates: number
  /** Of the found ones, those whose lines are the expected ones without any tolerance. */
  readonly anchored: number
}

// Whoever wrote a list meant the statement; tools and people point at different lines of it.
const tolerance = 3

/**
 * Compares findings with what is known. A finding hits a region when path and kind fit and its lines come within three lines of it; each region and
 * each finding counts once, so that as many pairs as possible are made.
 */
export function scoreCase({ expect, silent }: Pick<EvalCase, "expect" | "silent">, findings: readonly PlacedFinding[]): CaseScore {
  const said = findings.filter(({ placement }) => placement === "inline")
  const pairs = matchMost(expect, said)
  const matched = new Set(pairs.values())
  const rest = said.filter((finding) => !matched.has(finding))
  const again = rest.filter((finding) => expect.some((region) => hits(finding, region)))
  const knownFalse = rest.filter((finding) => silent.some((region) => isAbout(finding, region)))
  return {
    expected: expect.length,
    found: pairs.size,
    reported: said.length,
    knownFalse: knownFalse.length,
    unadjudicated: rest.length - knownFalse.length - again.length,
    duplicates: again.length,
    anchored: [...pairs].filter(([region, finding]) => overlaps(finding, region, 0)).length,
  }
}

export interface Summary {
  readonly cases: number
  readonly precision: number
  readonly recall: number
  readonly f05: number
  /** Share of the clean cases about which anything was said inline. */
  readonly cleanAlarms: number
  /** Share of the clean cases about which something was said that is known to be false. */
  readonly cleanKnownFalse: number
  readonly anchorAccuracy: number
  readonly unadjudicated: number
  readonly duplicates: number
}

/** All cases together; whatever is not known to be right counts as wrong in the precision. Shares are 0 to 1, and 1 of nothing. */
export function summarise(scores: readonly CaseScore[]): Summary {
  const sum = (pick: (score: CaseScore) => number): number => scores.reduce((total, score) => total + pick(score), 0)
  const clean = scores.filter(({ expected }) => expected === 0)
  const precision = share(
    sum(({ found }) => found),
    sum(({ reported, duplicates }) => reported - duplicates),
  )
  const recall = share(
    sum(({ found }) => found),
    sum(({ expected }) => expected),
  )
  return {
    cases: scores.length,
    precision,
    recall,
    f05: precision + recall === 0 ? 0 : (1.25 * precision * recall) / (0.25 * precision + recall),
    cleanAlarms: clean.length === 0 ? 0 : clean.filter(({ reported }) => reported > 0).length / clean.length,
    cleanKnownFalse: clean.length === 0 ? 0 : clean.filter(({ knownFalse }) => knownFalse > 0).length / clean.length,
    anchorAccuracy: share(
      sum(({ anchored }) => anchored),
      sum(({ found }) => found),
    ),
    unadjudicated: sum((score) => score.unadjudicated),
    duplicates: sum((score) => score.duplicates),
  }
}

/** How alike two runs over one case are: the share of findings both have, 1 when both have none. */
export function stability(a: readonly PlacedFinding[], b: readonly PlacedFinding[]): number {
  const [left, right] = [a, b].map((findings) => new Set(findings.map(({ rule, path, startLine }) => `${rule} ${path} ${startLine}`))) as [
    Set<string>,
    Set<string>,
  ]
  const shared = [...left].filter((key) => right.has(key)).length
  return share(shared, left.size + right.size - shared)
}

/** A maximum matching: each expected region in turn takes a finding, and may move others to another one of theirs. */
function matchMost(regions: readonly EvalRegion[], findings: readonly PlacedFinding[]): Map<EvalRegion, PlacedFinding> {
  const owner = new Map<PlacedFinding, EvalRegion>()
  const take = (region: EvalRegion, tried: Set<PlacedFinding>): boolean =>
    findings.some((finding) => {
      if (tried.has(finding) || !hits(finding, region)) return false
      tried.add(finding)
      const present = owner.get(finding)
      if (present !== undefined && !take(present, tried)) return false
      owner.set(finding, region)
      return true
    })
  for (const region of regions) take(region, new Set())
  return new Map([...owner].map(([finding, region]) => [region, finding]))
}

function hits(finding: PlacedFinding, region: EvalRegion): boolean {
  return overlaps(finding, region, tolerance) && isOfKind(finding, region)
}

function isAbout(finding: PlacedFinding, region: EvalRegion): boolean {
  const isThere = region.path === "*" || (region.start === undefined ? finding.path === region.path : overlaps(finding, region, tolerance))
  return isThere && isOfKind(finding, region)
}

function isOfKind({ cwe, section }: PlacedFinding, region: EvalRegion): boolean {
  if (region.cwe.length > 0 && cwe.length > 0) return fits(cwe, region.cwe)
  return region.section === undefined || region.section === section
}

function overlaps({ path, startLine, endLine }: PlacedFinding, region: EvalRegion, slack: number): boolean {
  const start = region.start ?? 1
  return path === region.path && startLine <= (region.end ?? start) + slack && endLine >= start - slack
}

function share(part: number, whole: number): number {
  return whole === 0 ? 1 : part / whole
}
