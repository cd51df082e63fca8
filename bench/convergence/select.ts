import type { CorpusRepository } from "../corpus/repository.ts"

/** A merged pull request whose commits are still there. */
export interface MergedPullRequest {
  readonly merge: string
  /** The base branch before the merge. */
  readonly base: string
  /** Heads as they would have been pushed, oldest first. */
  readonly heads: readonly string[]
}

const fewestCommits = 3
const mostCommits = 12
const mostFiles = 60
const isSource = /\.(?:[cm]?[jt]s|[jt]sx)$/

/** Takes a repository and a pinned commit, returns up to `count` merges of branches with three to twelve commits that touch source, newest first. */
export function selectMerges(repository: CorpusRepository, commit: string, count: number): MergedPullRequest[] {
  const log = repository.git("log", "--merges", "--first-parent", "--format=%H %P", "-n", "3000", commit).trim().split("\n")
  const selected: MergedPullRequest[] = []
  for (const line of log) {
    if (selected.length === count) break
    const [merge = "", base = "", tip = "", octopus] = line.split(" ")
    if (tip === "" || octopus !== undefined) continue
    const found = readBranch(repository, { merge, base, tip })
    if (found !== null) selected.push(found)
  }
  return selected
}

/**
 * Takes a repository and a pinned commit, returns its whole history as one pull request onto its first commit: twelve heads, evenly spaced. Nobody
 * works like that, but it has what single merges have little of: many findings, of which many are edited, moved, mended and brought back.
 */
export function selectGrowth(repository: CorpusRepository, commit: string): MergedPullRequest | null {
  const history = repository.git("rev-list", "--reverse", "--first-parent", commit).trim().split("\n")
  const [base, ...later] = history
  if (base === undefined || later.length < fewestCommits) return null
  const count = Math.min(mostCommits, later.length)
  const heads = Array.from({ length: count }, (_, index) => later[Math.floor(((index + 1) * later.length) / count) - 1]!)
  return { merge: commit, base, heads }
}

// A shallow history ends somewhere, and git says so by failing.
function readBranch(
  repository: CorpusRepository,
  { merge, base, tip }: { readonly merge: string; readonly base: string; readonly tip: string },
): MergedPullRequest | null {
  try {
    const heads = repository.git("rev-list", "--reverse", "--first-parent", `${base}..${tip}`).trim().split("\n")
    if (heads.length < fewestCommits || heads.length > mostCommits) return null
    const paths = repository.git("diff", "--name-only", `${base}...${tip}`).trim().split("\n")
    if (paths.length > mostFiles || !paths.some((path) => isSource.test(path))) return null
    return { merge, base, heads }
  } catch {
    return null
  }
}
