import type { PlacedFinding } from "../../src/model/finding.ts"
import { reviewChange } from "../../src/cli/review-change.ts"
import type { ReviewStages } from "../../src/cli/review-change.ts"
import { analyze } from "../../src/analysis/analyze.ts"
import { planReading } from "../../src/analysis/plan-reading.ts"
import type { ParseCache } from "../../src/analysis/source/project.ts"
import { openLocalCheckout } from "../../src/checkout/open-local-checkout.ts"
import { placeFindings } from "../../src/report/place.ts"
import type { BenchOptions } from "../corpus/options.ts"
import { openRepository } from "../corpus/repository.ts"
import { precisionOf, printJudged, readJudgements, type JudgedFinding } from "./adjudication.ts"
import type { CleanRepository } from "./select.ts"

interface ChangeResult {
  readonly repository: string
  readonly commit: string
  readonly inline: readonly JudgedFinding[]
  readonly all: readonly PlacedFinding[]
  readonly failed: number
}

/** Reviews merged changes that nobody had to correct, through the real checkout and placement, and counts what is said inline. */
export async function measureChanges(
  repositories: readonly CleanRepository[],
  options: BenchOptions,
): Promise<Record<string, number | string>> {
  const judge = readJudgements()
  const results: ChangeResult[] = []
  for (const { repository, changes } of repositories) {
    const found = openRepository(options.corpus, repository)
    if (found === null) {
      options.progress(`${repository}: not in the corpus, skipped`)
      continue
    }
    // In this process, so that what was parsed for one change serves the next.
    const cache: ParseCache = new Map()
    const clock = () => performance.now()
    const stages: ReviewStages = {
      openCheckout: openLocalCheckout,
      planReading,
      placeFindings,
      clock,
      analyze: (subject) => analyze({ ...subject, clock, cache }),
      ask: () => Promise.resolve({ kind: "unknown", reason: "no model is asked here" }),
      prove: () => Promise.resolve({ proven: false, reason: "no model is asked here" }),
      consult: null,
      reviewUsd: 0,
    }
    for (const [index, commit] of changes.slice(0, options.limit).entries()) {
      if (cache.size > 6_000) cache.clear()
      if (options.list) {
        console.log(`${repository} ${commit}`)
        continue
      }
      const started = performance.now()
      const parent = found.resolve(`${commit}^1`)
      if (parent === null) continue
      const { review, aborted } = await reviewChange(
        {
          checkout: { directory: found.gitDirectory, base: parent, head: { kind: "revision", revision: commit } },
          sections: null,
          version: "bench",
          signal: new AbortController().signal,
          onStage: () => {},
        },
        stages,
      )
      if (aborted !== null) options.progress(`  stopped at ${commit.slice(0, 10)}: ${aborted.stack ?? aborted.message}`)
      const inline = review.findings.filter(({ placement }) => placement === "inline").map((each) => judge(repository, commit, each))
      const result = { repository, commit, inline, all: review.findings, failed: review.analysis.coverage.failed.length }
      results.push(result)
      options.progress(
        `${repository} ${index + 1}/${changes.length} ${commit.slice(0, 10)} ${Math.round(performance.now() - started)} ms, ${inline.length} inline, ${review.findings.length} in all`,
      )
      options.record({
        repository,
        commit,
        inline: inline.map(({ finding, label, text }) => ({
          rule: finding.rule,
          path: finding.path,
          line: finding.startLine,
          title: finding.title,
          text,
          label,
        })),
        report: review.findings
          .filter(({ placement }) => placement !== "inline")
          .map(({ rule, path, startLine, title, message, fix }) => ({ rule, path, line: startLine, title, message, fix })),
      })
    }
  }
  if (options.list) return {}
  print(results)
  const inline = results.flatMap((each) => each.inline)
  const precision = precisionOf(inline)
  const silent = results.filter((each) => each.inline.length === 0).length
  return {
    changes: results.length,
    silent: results.length === 0 ? "-" : `${((silent / results.length) * 100).toFixed(1)}%`,
    inline: inline.length,
    perChange: (inline.length / Math.max(1, results.length)).toFixed(2),
    precision: precision.adjudicated,
    strict: precision.strict,
    unlabelled: precision.total - precision.labelled,
  }
}

function print(results: readonly ChangeResult[]): void {
  console.log("\nClean changes: reviewed, silent inline, inline comments, findings in the report")
  for (const [repository, of] of Map.groupBy(results, (each) => each.repository)) {
    const silent = of.filter(({ inline }) => inline.length === 0).length
    const sum = (pick: (each: ChangeResult) => number) => of.reduce((total, each) => total + pick(each), 0)
    console.log(
      `  ${repository.padEnd(32)} ${String(of.length).padStart(4)} ${`${((silent / of.length) * 100).toFixed(0)}%`.padStart(5)} ${String(sum(({ inline }) => inline.length)).padStart(4)} ${String(sum(({ all }) => all.length)).padStart(5)}`,
    )
  }
  printJudged(
    "Inline comments on clean changes",
    results.flatMap((each) => each.inline),
  )
  const rest = Map.groupBy(
    results.flatMap(({ all }) => all.filter(({ placement }) => placement !== "inline")),
    ({ rule }) => rule,
  )
  console.log("\nOnly in the report, by rule")
  for (const [rule, of] of [...rest].sort((a, b) => b[1].length - a[1].length)) console.log(`  ${String(of.length).padStart(4)} ${rule}`)
}
