import { classifyPath, machineMade } from "../../src/analysis/classify.ts"
import type { CorpusRepository } from "../corpus/repository.ts"

/** Where the server code of a repository is and where its history is old enough to have been corrected. */
export interface CleanRepository {
  readonly repository: string
  /** The newest commit looked at, pinned. */
  readonly commit: string
  /** Folders with server code. */
  readonly server: readonly string[]
  /** Commits taken as clean changes; made by `select`. */
  readonly changes: readonly string[]
}

// Later work in the same lines is the cheapest sign that something was wrong with them.
const laterCommits = 150
const dull =
  /^(?:chore|ci|docs?|build|release|revert|style|bump|test|tests|i18n|merge branch|\[?release|v?\d+\.\d)|dependabot|renovate|changeset|deps|translation|prettier|eslint|lint|version|typo|readme|license|sponsor|crowdin/i

/**
 * Picks merged changes of server code that nobody had to touch again: at least eight added lines of non-test source, at most
 * 600 lines in 25 files, and nearly all added lines still there 150 commits later.
 */
export function selectChanges(repository: CorpusRepository, { commit, server }: CleanRepository, count: number): string[] {
  const log = repository.git("log", "--first-parent", "--format=%H%x09%P%x09%s", "-n", "4000", commit).trim().split("\n")
  const commits = log.map((line) => line.split("\t"))
  const candidates: string[] = []
  // Newest first, but old enough; every second one, so that a burst of work on one feature does not fill the list.
  for (let index = laterCommits; index < commits.length && candidates.length < count; index++) {
    const [sha = "", parents = "", subject = ""] = commits[index] ?? []
    const later = commits[index - laterCommits]?.[0]
    const parent = parents.split(" ")[0]
    if (!later || !parent || dull.test(subject)) continue
    try {
      if (!isClean(repository, { sha, parent, later, server })) continue
    } catch {
      // The end of a shallow history.
      break
    }
    candidates.push(sha)
    index += 2
  }
  return candidates
}

function isClean(
  repository: CorpusRepository,
  { sha, parent, later, server }: { sha: string; parent: string; later: string; server: readonly string[] },
): boolean {
  const files = repository
    .git("diff-tree", "-r", "--numstat", "-M", "--no-commit-id", parent, sha)
    .trim()
    .split("\n")
    .map((line) => line.split("\t"))
    .filter((fields) => fields.length === 3)
  const lines = files.reduce((sum, [added, deleted]) => sum + Number(added) + Number(deleted), 0)
  if (files.length === 0 || files.length > 25 || Number.isNaN(lines) || lines > 600) return false
  const source = files.filter(([, , path = ""]) => isServerSource(path, server))
  if (source.reduce((sum, [added]) => sum + Number(added), 0) < 8) return false
  const patch = repository.git("diff-tree", "-p", "-U0", "--no-color", parent, sha, "--", ...source.map(([, , path = ""]) => path))
  const added = patch.split("\n").filter((line) => /^\+(?!\+\+ )/.test(line) && line.trim().length > 6)
  const kept = new Set(
    source.flatMap(([, , path = ""]) => {
      try {
        return repository.git("show", `${later}:${path}`).split("\n")
      } catch {
        return []
      }
    }),
  )
  return added.length >= 8 && added.filter((line) => kept.has(line.slice(1))).length / added.length >= 0.95
}

/** Whether the path is source of the server: no tests, nothing vendored or generated, in one of the folders. */
export function isServerSource(path: string, server: readonly string[]): boolean {
  return (
    server.some((folder) => path.startsWith(folder)) &&
    classifyPath(path) === "source" &&
    machineMade(path) === null &&
    !/\.d\.[cm]?ts$|\.[jt]sx$/.test(path)
  )
}
