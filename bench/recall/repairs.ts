import { readFileSync } from "node:fs"
import { isTestPath } from "../../src/analysis/classify.ts"
import type { PlacedFinding, Section } from "../../src/model/finding.ts"
import { diffSides, sideOf } from "../corpus/change.ts"
import type { BenchOptions } from "../corpus/options.ts"
import { openRepository } from "../corpus/repository.ts"
import { reviewSides } from "../corpus/review-sides.ts"

/** Commits of one server whose authors say that they repair a weakness, or how it runs. */
interface Repairs {
  readonly repository: string
  /** Which selection it belongs to; docs/measurements.md says how each was first met. Those of `operation` are about speed and reliability. */
  readonly group: string
  readonly commits: readonly string[]
}

interface Outcome {
  readonly group: string
  readonly repository: string
  readonly commit: string
  readonly subject: string
  /** Findings about the kind of thing that is repaired, in the files of the repair, when it is undone. */
  readonly undone: readonly PlacedFinding[]
  /** What is said inline about the repair itself. */
  readonly made: readonly PlacedFinding[]
}

/**
 * Reviews repairs of real servers undone, and as they were made. Noticed: something about security, or about speed and reliability where that is
 * what was repaired, is said in a file of the repair that is no test.
 * Some of them no reader of code could notice, such as a regular expression of a library that became longer.
 */
export async function measureRepairs(options: BenchOptions): Promise<Record<string, number | string>> {
  const all = JSON.parse(readFileSync(new URL("../manifests/repairs.json", import.meta.url), "utf8")) as readonly Repairs[]
  const outcomes: Outcome[] = []
  for (const { repository: name, group, commits } of all) {
    const wanted = commits.filter((commit) => options.matches(`${group} ${name} ${commit}`)).slice(0, options.limit)
    const repository = wanted.length === 0 ? null : openRepository(options.corpus, name)
    if (wanted.length > 0 && repository === null) options.progress(`${name}: not in the corpus, skipped`)
    for (const commit of repository === null ? [] : wanted) {
      if (repository === null || options.list) {
        console.log(`${group} ${name} ${commit}`)
        continue
      }
      if (repository.resolve(commit) === null || repository.resolve(`${commit}^`) === null) {
        options.progress(`${name} ${commit}: not in the corpus, skipped`)
        continue
      }
      const repaired = sideOf(repository, commit)
      const broken = sideOf(repository, `${commit}^`)
      const touched = new Set(diffSides(repository, broken, repaired).files.flatMap(({ path }) => (isTestPath(path) ? [] : [path])))
      const undone = (await reviewSides(repository, repaired, broken)).findings.filter(
        ({ section, path }) => sectionsOf(group).includes(section) && touched.has(path),
      )
      const made = (await reviewSides(repository, broken, repaired)).findings.filter(({ placement }) => placement === "inline")
      const subject = repository.git("log", "-1", "--format=%s", commit).trim()
      outcomes.push({ group, repository: name, commit, subject, undone, made })
      options.progress(`${name} ${commit} ${undone[0]?.rule ?? "-"}`)
    }
  }
  if (options.list) return {}
  options.record(
    outcomes.map(({ undone, made, ...each }) => ({ ...each, undone: undone.map(({ rule }) => rule), made: made.map(({ rule }) => rule) })),
  )
  return print(outcomes)
}

function sectionsOf(group: string): readonly Section[] {
  return group.startsWith("operation") ? ["reliability", "performance"] : ["security"]
}

function print(outcomes: readonly Outcome[]): Record<string, number | string> {
  console.log("\nRepairs undone: noticed, of these inline; said inline about the repair itself")
  for (const [repository, of] of Map.groupBy(outcomes, (each) => each.repository)) {
    const { noticed, inline, spoken } = count(of)
    console.log(
      `  ${repository.padEnd(34)} ${`${noticed}/${of.length}`.padStart(7)} ${`(${inline})`.padStart(5)} ${String(spoken).padStart(3)}`,
    )
  }
  console.log("\nNot noticed")
  for (const { repository, commit, subject, undone } of outcomes)
    if (undone.length === 0) console.log(`  ${repository} ${commit} ${subject.slice(0, 90)}`)
  console.log("\nSaid inline about a repair")
  for (const { repository, commit, made } of outcomes)
    for (const each of made) console.log(`  ${repository} ${commit} ${each.rule} ${each.path}:${each.startLine} ${each.title}`)
  const results: Record<string, number | string> = {}
  for (const [group, of] of Map.groupBy(outcomes, (each) => each.group)) {
    const { noticed, inline } = count(of)
    results[group] = `${noticed}/${of.length}(${((noticed / of.length) * 100).toFixed(0)}%)`
    results[`${group}Inline`] = inline
  }
  return results
}

function count(outcomes: readonly Outcome[]) {
  const noticed = outcomes.filter(({ undone }) => undone.length > 0)
  return {
    noticed: noticed.length,
    inline: noticed.filter(({ undone }) => undone.some(({ placement }) => placement === "inline")).length,
    spoken: outcomes.reduce((sum, { made }) => sum + made.length, 0),
  }
}
