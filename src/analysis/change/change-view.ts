import type { ChangedFile, Diff } from "../../model/diff.ts"

/** Questions rules ask about the diff, answered in constant time. Lines are 1-based. */
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
  const deletedBefore = new Map<string, Set<number>>()
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
    deletedBefore.set(file.path, deletions)
  }
  const isWhole = (path: string) => files.get(path)?.omitted != null
  return {
    diff,
    fileOf: (path) => files.get(path) ?? null,
    isAdded: (path, line) => isWhole(path) || (added.get(path)?.has(line) ?? false),
    touches(path, startLine, endLine) {
      if (isWhole(path)) return true
      for (const line of added.get(path) ?? []) if (line >= startLine && line <= endLine) return true
      for (const line of deletedBefore.get(path) ?? []) if (line > startLine && line <= endLine) return true
      return false
    },
    basePathOf(path) {
      const file = files.get(path)
      return file ? file.oldPath : path
    },
  }
}
