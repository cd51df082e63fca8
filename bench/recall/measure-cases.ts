import type { BenchOptions } from "../corpus/options.ts"
import { reviewSides } from "../corpus/review-sides.ts"
import type { PlacedFinding } from "../../src/model/finding.ts"
import { readCaseSources, type Case, type CaseSource } from "./cases.ts"
import { familiesOf, fits } from "./families.ts"
import { hits } from "./regions.ts"

interface CaseResult {
  readonly source: CaseSource
  readonly case: Case
  /** The first finding of the kind where it counts; `null` when there is none. */
  readonly finding: PlacedFinding | null
  readonly others: number
}

/** Reviews known defects and their repairs as pull requests and prints what was found and what fell silent. */
export async function measureCases(options: BenchOptions): Promise<Record<string, number | string>> {
  const sources = readCaseSources().filter(({ id, group, repository }) => options.matches(`${group} ${repository} ${id}`))
  const results: CaseResult[] = []
  for (const source of sources.slice(0, options.limit)) {
    const cases = source.build(options.corpus)
    if (cases.length === 0) options.progress(`${source.id}: not in the corpus, skipped`)
    for (const each of cases) {
      if (options.list) {
        console.log(`${each.shape.padEnd(10)} ${each.id} ${each.cwe.join(",")} ${each.repository.name}`)
        continue
      }
      const { findings, ms } = await reviewSides(each.repository, each.base, each.head)
      const fitting = findings.filter(({ cwe }) => fits(cwe, each.cwe))
      const { regions } = each
      const finding = fitting.find((candidate) => regions === null || hits(candidate, regions)) ?? null
      results.push({ source, case: each, finding, others: findings.length - fitting.length })
      options.progress(`${each.id} ${each.shape} ${finding === null ? "-" : finding.rule} ${Math.round(ms)} ms`)
    }
  }
  if (options.list) return {}
  printClasses(results)
  printGroups(results)
  printOpen(results)
  options.record(
    results.map(({ case: { id, shape, cwe }, finding, others }) => ({
      id,
      shape,
      cwe,
      rule: finding?.rule ?? null,
      placement: finding?.placement ?? null,
      others,
    })),
  )
  const cve = score(results.filter(({ source }) => source.group === "cve"))
  const rest = score(results.filter(({ source }) => source.group !== "cve"))
  return {
    cves: cve.added,
    caught: ratio(cve.addedFound, cve.added),
    recognised: ratio(cve.recognised, cve.caughtWithFix),
    revert: ratio(cve.revertFound, cve.reverted),
    fixSilent: ratio(cve.fixSilent, cve.fixed),
    teaching: ratio(rest.addedFound, rest.added),
    teachingRecognised: ratio(rest.recognised, rest.caughtWithFix),
    teachingRevert: ratio(rest.revertFound, rest.reverted),
    teachingFixSilent: ratio(rest.fixSilent, rest.fixed),
  }
}

function score(results: readonly CaseResult[]) {
  const of = (shape: Case["shape"]) => results.filter((each) => each.case.shape === shape)
  const found = (each: CaseResult) => each.finding !== null
  const caught = new Set(
    of("add-file")
      .filter(found)
      .map(({ source }) => source.id),
  )
  const repaired = of("fixed-file").filter(({ source }) => caught.has(source.id))
  return {
    added: of("add-file").length,
    addedFound: of("add-file").filter(found).length,
    inline: of("add-file").filter(({ finding }) => finding?.placement === "inline").length,
    caughtWithFix: repaired.length,
    recognised: repaired.filter((each) => !found(each)).length,
    reverted: of("revert").length,
    revertFound: of("revert").filter(found).length,
    fixed: of("fix").length,
    fixSilent: of("fix").filter((each) => !found(each)).length,
  }
}

function printTable(heading: string, groups: Iterable<[string, readonly CaseResult[]]>): void {
  console.log(`\n${heading}: file added (inline), repair recognised among those caught, repair undone, repair silent`)
  for (const [name, of] of groups) {
    const each = score(of)
    console.log(
      `  ${name.padEnd(34)} ${`${each.addedFound}/${each.added}`.padStart(7)} ${`(${each.inline})`.padStart(5)} ${`${each.recognised}/${each.caughtWithFix}`.padStart(7)} ${`${each.revertFound}/${each.reverted}`.padStart(7)} ${`${each.fixSilent}/${each.fixed}`.padStart(7)}`,
    )
  }
}

function printClasses(results: readonly CaseResult[]): void {
  const classOf = ({ source }: CaseResult) => `${source.cwe[0]} ${[...familiesOf(source.cwe.slice(0, 1))][0] ?? ""}`
  printTable(
    "Classes of CVEs",
    [
      ...Map.groupBy(
        results.filter(({ source }) => source.group === "cve"),
        classOf,
      ),
    ].sort(([a], [b]) => (a < b ? -1 : 1)),
  )
}

function printGroups(results: readonly CaseResult[]): void {
  printTable(
    "Origins",
    Map.groupBy(results, ({ source }) => source.group),
  )
}

function printOpen(results: readonly CaseResult[]): void {
  console.log("\nMissed")
  for (const { source, case: each, finding } of results)
    if ((each.shape === "add-file" || each.shape === "revert") && finding === null)
      console.log(
        `  ${each.shape.padEnd(8)} ${each.id} ${each.cwe[0]} ${
          each.shape === "add-file"
            ? (each.regions ?? [])
                .map(({ path, start, end }) => `${path}:${start}-${end}`)
                .slice(0, 2)
                .join(" ")
            : ""
        } ${source.repository}`,
      )
  console.log("\nStill alarming on the repair")
  for (const { case: each, finding } of results)
    if ((each.shape === "fixed-file" || each.shape === "fix") && finding !== null)
      console.log(
        `  ${each.shape.padEnd(10)} ${each.id} ${each.cwe[0]} ${finding.rule} ${finding.path}:${finding.startLine} ${finding.title}`,
      )
}

function ratio(part: number, of: number): string {
  return of === 0 ? "-" : `${part}/${of}(${((part / of) * 100).toFixed(0)}%)`
}
