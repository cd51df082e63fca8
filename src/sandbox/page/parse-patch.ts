import type { DiffLine, Hunk } from "../../model/diff.ts"

const header = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@(.*)$/

/** A hunk and the text behind its second `@@`, usually the enclosing function. */
export interface PatchHunk extends Hunk {
  readonly heading: string
}

/**
 * Reads hunks in unified format without file headers, as GitHub's REST API gives them in `patch` and `diff_hunk`.
 * Lines before the first header and unknown markers are left out; it never throws, for a page must not die of one file.
 */
export function parsePatch(patch: string): PatchHunk[] {
  const hunks: (PatchHunk & { lines: DiffLine[] })[] = []
  let oldLine = 0
  let newLine = 0
  for (const line of patch.split("\n")) {
    const start = header.exec(line)
    if (start) {
      oldLine = Number(start[1])
      newLine = Number(start[3])
      hunks.push({
        oldStart: oldLine,
        oldLines: Number(start[2] ?? 1),
        newStart: newLine,
        newLines: Number(start[4] ?? 1),
        heading: (start[5] ?? "").trim(),
        lines: [],
      })
      continue
    }
    const lines = hunks.at(-1)?.lines
    const text = line.slice(1)
    if (line.startsWith("+")) lines?.push({ kind: "added", oldLine: null, newLine: newLine++, text })
    else if (line.startsWith("-")) lines?.push({ kind: "deleted", oldLine: oldLine++, newLine: null, text })
    else if (line.startsWith(" ")) lines?.push({ kind: "context", oldLine: oldLine++, newLine: newLine++, text })
  }
  return hunks
}
