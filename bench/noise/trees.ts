import { emptySide, onlyFiles, sideOf } from "../corpus/change.ts"
import type { BenchOptions } from "../corpus/options.ts"
import { openRepository } from "../corpus/repository.ts"
import { reviewSides } from "../corpus/review-sides.ts"
import { classifyPath, isTestPath, machineMade } from "../../src/analysis/classify.ts"
import { precisionOf, printJudged, readJudgements, type JudgedFinding } from "./adjudication.ts"
import { isServerSource, type CleanRepository } from "./select.ts"

/** Reviews whole well-kept repositories as one added tree and counts what is sure enough for an inline comment in their server code. */
export async function measureTrees(
  repositories: readonly CleanRepository[],
  options: BenchOptions,
): Promise<Record<string, number | string>> {
  const judge = readJudgements()
  const judged: JudgedFinding[] = []
  let allLines = 0
  const rows: string[] = []
  for (const { repository, commit, server } of repositories) {
    const found = openRepository(options.corpus, repository)
    if (found === null || options.list) {
      options.progress(found === null ? `${repository}: not in the corpus, skipped` : `${repository} ${commit}`)
      continue
    }
    options.progress(`${repository} at ${commit.slice(0, 10)}`)
    const isServer = (path: string) => isServerSource(path, server)
    // Tests and configuration stay in the tree, since rules ask what is tested and set up; what is said about them is left out.
    const head = onlyFiles(sideOf(found, commit), (path) => isServer(path) || isTestPath(path) || isSetting(path))
    const { findings, head: tree, ms, analysis } = await reviewSides(found, emptySide, head)
    for (const { path, reason } of analysis.coverage.failed.slice(0, 5)) options.progress(`  not analysed: ${path}: ${reason}`)
    const lines = [...tree.files.values()].filter(({ path }) => isServer(path)).reduce((sum, { text }) => sum + text.split("\n").length, 0)
    const sure = findings.filter(({ path, confidence, severity }) => isServer(path) && confidence !== "low" && severity !== "nit")
    const here = sure.map((finding) => judge(repository, commit, finding))
    judged.push(...here)
    allLines += lines
    const noise = here.filter(({ label }) => label === "noise").length
    rows.push(
      `  ${repository.padEnd(34)} ${String(lines).padStart(8)} ${String(here.length).padStart(5)} ${perThousand(here.length, lines)} ${String(noise).padStart(5)} ${perThousand(noise, lines)} ${String(Math.round(ms)).padStart(7)} ms`,
    )
    options.record({
      repository,
      commit,
      lines,
      findings: here.map(({ finding, label, text }) => ({
        rule: finding.rule,
        path: finding.path,
        line: finding.startLine,
        title: finding.title,
        text,
        label,
      })),
      report: findings
        .filter((each) => isServer(each.path) && !sure.includes(each))
        .map(({ rule, path, startLine, title, severity }) => ({ rule, path, line: startLine, title, severity })),
    })
  }
  if (options.list) return {}
  console.log("\nWhole repositories: lines of server code, findings, per 1,000 lines, noise, per 1,000 lines, time")
  for (const row of rows) console.log(row)
  printJudged("Findings in whole repositories", judged)
  const precision = precisionOf(judged)
  return {
    lines: allLines,
    findings: judged.length,
    per1000: perThousand(judged.length, allLines),
    noise: precision.noise,
    noisePer1000: perThousand(precision.noise, allLines),
    noisePer1000WithUnread: perThousand(precision.noise + precision.total - precision.labelled, allLines),
    precision: precision.adjudicated,
    strict: precision.strict,
    unlabelled: precision.total - precision.labelled,
  }
}

function isSetting(path: string): boolean {
  const kind = classifyPath(path)
  return machineMade(path) === null && (kind === "manifest" || kind === "configuration" || kind === "schema")
}

function perThousand(count: number, lines: number): string {
  return lines === 0 ? "-" : ((count / lines) * 1000).toFixed(3)
}
