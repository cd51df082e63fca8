import type { ChangedFile, Diff } from "../../model/diff.ts"

/** Questions rules ask about the diff, answered without walking it. Lines are 1-based. */
export interface ChangeView {
  readonly diff: Diff
  /** The changed file with this path at the head (at the base when deleted). */
  fileOf(path: string): ChangedFile | null
  /** Whether the line was added or changed at the head. A file whose hunks were left out counts as wholly changed. */
  isAdded(path: string, line: number): boolean
  /** Whether any line from `startLine` to `endLine` was added, or a line between them was deleted. */
  touches(path: string, startLine: number, endLine: number): boolean
  /** The path this head path had at the merge base; `null` when it is new. */
  basePathOf(path: string): string | null
}

/** Indexes a diff by path and line. */
export function viewChange(diff: Diff): ChangeView {
  const files = new Map(diff.files.map((file) => [file.path, file]))
  const added = new Map<string, Set<number>>()
  // A deletion is remembered at the head line that follows it.
  const deletedBefore = new Map<string, readonly number[]>()
  const sortedAdded = new Map<string, readonly number[]>()
  for (const file of diff.files) {
    const lines = new Set<number>()
    const deletions = new Set<number>()
    for (const hunk of file.hunks) {
      let next = hunk.newStart
      for (const line of hunk.lines) {
        if (line.kind === "deleted") deletions.add(next)
        else if (line.newLine !== null) {
          if (line.kind === "added") lines.add(line.newLine)
          next = line.newLine + 1
        }
      }
    }
    added.set(file.path, lines)
    // Hunks come in order, but whoever made the diff is not trusted with that.
    sortedAdded.set(
      file.path,
      [...lines].sort((a, b) => a - b),
    )
    deletedBefore.set(
      file.path,
      [...deletions].sort((a, b) => a - b),
    )
  }
  const isWhole = (path: string) => files.get(path)?.omitted != null
  return {
    diff,
    fileOf: (path) => files.get(path) ?? null,
    isAdded: (path, line) => isWhole(path) || (added.get(path)?.has(line) ?? false),
    touches(path, startLine, endLine) {
      if (isWhole(path)) return true
      return hasBetween(sortedAdded.get(path), startLine, endLine) || hasBetween(deletedBefore.get(path), startLine + 1, endLine)
    },
    basePathOf(path) {
      const file = files.get(path)
      return file ? file.oldPath : path
    },
  }
}

// Rules ask this for every pair of routes; a file of half a megabyte has thousands of lines and of routes.
function hasBetween(sorted: readonly number[] = [], least: number, most: number): boolean {
  let from = 0
  let to = sorted.length
  while (from < to) {
    const middle = (from + to) >> 1
    if ((sorted[middle] ?? 0) < least) from = middle + 1
    else to = middle
  }
  return (sorted[from] ?? Infinity) <= most
}
