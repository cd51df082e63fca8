import { readFileSync } from "node:fs"
import type { ParseCache } from "../src/analysis/source/project.ts"
import { createReviewedPullRequest, isSmall, type Round } from "./convergence/reviewed-pull-request.ts"
import { selectGrowth, selectMerges, type MergedPullRequest } from "./convergence/select.ts"
import { type BenchOptions, parseOptions, printResult } from "./corpus/options.ts"
import { openRepository, type CorpusRepository } from "./corpus/repository.ts"

const help = `  merges   merged pull requests, commit by commit
  growth   the whole history of small applications as one pull request of twelve pushes
Replays them through checkout, analysis, placement and ledger, and counts what is said.
After the last push the same change is pushed once more as a rebase (the merge against its first parent), and once more after the database was lost.
The repositories and the newest commit looked at are in bench/manifests/convergence.json; --limit merges of each, 8 by default.
  repeats     a comment that was made before: the same finding, or the same rule about the same code in the same file
              while the place it was said about is gone
  nits        a comment of a later round of severity low or nit
  oldCode     a comment of a later round below high on lines that stood there at the head before
  rebase, lost  comments of the round after the rebase and after the loss
  naive       comments of a reviewer that looks at every head anew`

const defaultLimit = 8

interface Listed {
  readonly repository: string
  /** The newest commit looked at, pinned. */
  readonly commit: string
  readonly kind: "merges" | "growth"
}

interface Replayed {
  readonly pullRequest: MergedPullRequest
  readonly rounds: readonly Round[]
  readonly rebase: Round
  readonly lost: Round
}

/** Replays pull requests and prints what was said in which round. */
export async function run(words: readonly string[]): Promise<void> {
  const options = parseOptions("convergence", ["merges", "growth"], words, help)
  if (options === null) return
  const manifest = JSON.parse(readFileSync(new URL("manifests/convergence.json", import.meta.url), "utf8")) as readonly Listed[]
  const totals = createTotals()
  for (const { repository, commit, kind } of manifest) {
    if (!options.matches(repository) || !options.parts.includes(kind)) continue
    const found = openRepository(options.corpus, repository)
    if (found === null) {
      options.progress(`${repository}: not in the corpus, skipped`)
      continue
    }
    const pullRequests = select(found, commit, kind, options)
    const cache: ParseCache = new Map()
    for (const pullRequest of pullRequests) {
      if (options.list) {
        console.log(`${repository} ${pullRequest.merge} ${pullRequest.heads.length} heads`)
        continue
      }
      if (cache.size > 6_000) cache.clear()
      const replayed = await replay(found, pullRequest, cache)
      report(options, repository, replayed)
      totals.add(repository, replayed)
    }
  }
  if (!options.list) printResult("convergence", totals.print())
}

function select(repository: CorpusRepository, commit: string, kind: Listed["kind"], { limit }: BenchOptions): readonly MergedPullRequest[] {
  if (kind === "merges") return selectMerges(repository, commit, Number.isFinite(limit) ? limit : defaultLimit)
  const growth = selectGrowth(repository, commit)
  return growth === null ? [] : [growth]
}

async function replay(repository: CorpusRepository, pullRequest: MergedPullRequest, cache: ParseCache): Promise<Replayed> {
  const { merge, base, heads } = pullRequest
  const reviewed = createReviewedPullRequest(repository.gitDirectory, cache)
  const rounds: Round[] = []
  for (const head of heads) rounds.push(await reviewed.review(head, base))
  const rebase = await reviewed.review(merge, base)
  const lost = await reviewed.review(merge, base, { forget: true })
  return { pullRequest, rounds, rebase, lost }
}

function report(options: BenchOptions, repository: string, { pullRequest, rounds, rebase, lost }: Replayed): void {
  const counts = [...rounds, rebase, lost].map(({ comments, fixed }) => `${comments.length}${fixed > 0 ? `-${fixed}` : ""}`)
  options.progress(`${repository} ${pullRequest.merge.slice(0, 10)} ${counts.join(" ")}`)
  options.record({ repository, merge: pullRequest.merge, rounds: [...rounds, rebase, lost] })
}

function createTotals() {
  const rows = new Map<string, Replayed[]>()
  return {
    add: (repository: string, replayed: Replayed) => void rows.set(repository, [...(rows.get(repository) ?? []), replayed]),
    /** Prints the table and returns the numbers of the last line. */
    print(): Record<string, number> {
      console.log("\nPull requests replayed: heads, comments in round one, in later rounds, told fixed, and by a reviewer without a memory")
      for (const [repository, of] of rows) {
        const { pullRequests, heads, first, later, fixed, naive } = count(of)
        console.log(
          `  ${repository.padEnd(32)} ${[pullRequests, heads, first, later, fixed, naive].map((n) => String(n).padStart(5)).join(" ")}`,
        )
      }
      const all = [...rows.values()].flat()
      for (const replayed of all) printMistakes(replayed)
      return count(all)
    },
  }
}

function count(all: readonly Replayed[]) {
  const later = all.flatMap(({ rounds }) => rounds.slice(1))
  const laterComments = later.flatMap(({ comments }) => comments)
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
  return {
    pullRequests: all.length,
    heads: sum(all.map(({ rounds }) => rounds.length)),
    findings: sum(all.map(({ rounds }) => rounds.at(-1)?.findings ?? 0)),
    first: sum(all.map(({ rounds }) => rounds[0]?.comments.length ?? 0)),
    later: laterComments.length,
    repeats: sum(all.map((replayed) => repeatsOf(replayed).length)),
    nits: laterComments.filter(({ finding }) => isSmall(finding)).length,
    oldCode: laterComments.filter(isOldNews).length,
    rebase: sum(all.map(({ rebase }) => rebase.comments.length)),
    lost: sum(all.map(({ lost }) => lost.comments.length)),
    fixed: sum(all.flatMap(({ rounds }) => rounds.map((round) => round.fixed))),
    reopened: sum(all.flatMap(({ rounds }) => rounds.map((round) => round.reopened))),
    naive: sum(all.flatMap(({ rounds }) => rounds.map((round) => round.withoutMemory))),
  }
}

function isOldNews({ finding, isOldCode }: Round["comments"][number]): boolean {
  return isOldCode && finding.severity !== "critical" && finding.severity !== "high"
}

function repeatsOf({ rounds, rebase, lost }: Replayed): Round["comments"][number][] {
  const said: Round["comments"][number][] = []
  return [...rounds, rebase, lost].flatMap(({ comments, found }) => {
    // While the first place is there too, the same code is a second place and no repeat.
    const repeated = comments.filter(({ finding, code }) =>
      said.some(
        (before) =>
          before.finding.fingerprint === finding.fingerprint ||
          (code !== "" &&
            before.code === code &&
            before.finding.rule === finding.rule &&
            before.finding.path === finding.path &&
            !found.has(before.finding.fingerprint)),
      ),
    )
    said.push(...comments)
    return repeated
  })
}

function printMistakes(replayed: Replayed): void {
  const { rounds, rebase, lost, pullRequest } = replayed
  const tell = (what: string, { finding, code }: Round["comments"][number]) =>
    console.log(
      `  ${what} ${pullRequest.merge.slice(0, 10)} ${finding.severity} ${finding.rule} ${finding.path}:${finding.startLine} ${code.slice(0, 100)}`,
    )
  for (const said of repeatsOf(replayed)) tell("repeated", said)
  for (const said of rounds.slice(1).flatMap(({ comments }) => comments)) {
    if (isSmall(said.finding)) tell("nit", said)
    if (isOldNews(said)) tell("old code", said)
  }
  for (const said of rebase.comments) tell("after the rebase", said)
  for (const said of lost.comments) tell("after the loss", said)
}
