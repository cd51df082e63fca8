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
  const lines = new Map<string, Lines>()
  // A file is walked when the first question about it is asked: most are never asked about.
  const linesOf = (path: string): Lines => {
    let known = lines.get(path)
    if (known === undefined) lines.set(path, (known = readLines(files.get(path))))
    return known
  }
  const isWhole = (path: string) => files.get(path)?.omitted != null
  return {
    diff,
    fileOf: (path) => files.get(path) ?? null,
    isAdded: (path, line) => isWhole(path) || hasBetween(linesOf(path).added, line, line),
    touches(path, startLine, endLine) {
      if (isWhole(path)) return true
      const { added, deletedBefore } = linesOf(path)
      return hasBetween(added, startLine, endLine) || hasBetween(deletedBefore, startLine + 1, endLine)
    },
    basePathOf(path) {
      const file = files.get(path)
      return file ? file.oldPath : path
    },
  }
}

/** Numbers of lines at the head, in order. */
interface Lines {
  readonly added: readonly number[]
  /** Lines that follow deleted ones. */
  readonly deletedBefore: readonly number[]
}

function readLines(file: ChangedFile | undefined): Lines {
  const added: number[] = []
  const deletedBefore: number[] = []
  for (const hunk of file?.hunks ?? []) {
    let next = hunk.newStart
    for (const line of hunk.lines) {
      if (line.kind === "deleted") deletedBefore.push(next)
      else if (line.newLine !== null) {
        if (line.kind === "added") added.push(line.newLine)
        next = line.newLine + 1
      }
    }
  }
  // Hunks come in order, but whoever made the diff is not trusted with that.
  return { added: added.sort(inOrder), deletedBefore: deletedBefore.sort(inOrder) }
}

function inOrder(a: number, b: number): number {
  return a - b
}

// Rules ask this for every pair of routes; a file of half a megabyte has thousands of lines and of routes.
function hasBetween(sorted: readonly number[], least: number, most: number): boolean {
  let from = 0
  let to = sorted.length
  while (from < to) {
    const middle = (from + to) >> 1
    if ((sorted[middle] ?? 0) < least) from = middle + 1
    else to = middle
  }
  return (sorted[from] ?? Infinity) <= most
}
