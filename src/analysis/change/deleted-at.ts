import type { ChangedFile, Hunk } from "../../model/diff.ts"
import type { Spot } from "../rule.ts"

/**
 * Where at the head a finding about a deleted line stands: on the line that took its place, or on the file as a whole when
 * the file is gone. `oldLine` is 1-based at the merge base.
 */
export function deletedAt(file: ChangedFile, oldLine: number): Spot {
  if (file.status === "deleted") return "file"
  for (const hunk of file.hunks) {
    if (oldLine < hunk.oldStart || oldLine >= hunk.oldStart + hunk.oldLines) continue
    let next = hunk.newStart
    for (const line of hunk.lines) {
      if (line.oldLine === oldLine) return { line: readable(hunk, clamp(line.newLine ?? next, hunk.newStart, hunk.newLines)) }
      if (line.newLine !== null) next = line.newLine + 1
    }
  }
  return "file"
}

// A comment cannot quote an empty line: the next one with something on it, else the last one before.
function readable(hunk: Hunk, line: number): number {
  const written = hunk.lines.flatMap((each) => (each.newLine !== null && each.text.trim() !== "" ? [each.newLine] : []))
  return written.find((each) => each >= line) ?? written.at(-1) ?? line
}

// The line behind a deletion at the end of the hunk is not part of the diff.
function clamp(line: number, start: number, count: number): number {
  return Math.max(1, Math.min(line, start + Math.max(count, 1) - 1))
}
