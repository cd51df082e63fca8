import { parsePatch } from "diff"
import type { DiffLine, Hunk } from "../model/diff.ts"

/**
 * Reads a patch between two flat trees whose files are named by numbers, and gives each file's hunks by its number.
 *
 * The content of a file cannot pose as a header: every line of content starts with a space, `+`, `-` or `\`.
 * When the patch was cut off, the last file is left out.
 */
export function parseNumberedPatch(patch: Buffer, cut: boolean): Map<number, readonly Hunk[]> {
  const sections = splitSections(patch)
  if (cut) sections.pop()
  return new Map(sections.map((section) => [parseNumber(section), parseHunks(section)]))
}

const sectionStart = Buffer.from("diff --git a/")
const nextSection = Buffer.from("\ndiff --git a/")

function splitSections(patch: Buffer): Buffer[] {
  const sections: Buffer[] = []
  let start = patch.subarray(0, sectionStart.length).equals(sectionStart) ? 0 : -1
  while (start >= 0) {
    const next = patch.indexOf(nextSection, start)
    sections.push(patch.subarray(start, next < 0 ? patch.length : next + 1))
    start = next < 0 ? -1 : next + 1
  }
  return sections
}

function parseNumber(section: Buffer): number {
  const match = /^diff --git a\/(\d+) b\/\1\n/.exec(section.toString("latin1", 0, 80))
  if (match === null) throw new Error("git printed a patch for a file that was not asked for.")
  return Number(match[1])
}

// Bytes that are not UTF-8 become U+FFFD: lines and numbers stay right, and the reader of the file says that it is not UTF-8.
function parseHunks(section: Buffer): Hunk[] {
  const [file] = parsePatch(section.toString("utf8"))
  return (file?.hunks ?? []).map((hunk) => ({
    // jsdiff moves the start of an empty side one line on; we keep the numbers that git and GitHub print ("-0,0").
    oldStart: hunk.oldLines === 0 ? hunk.oldStart - 1 : hunk.oldStart,
    oldLines: hunk.oldLines,
    newStart: hunk.newLines === 0 ? hunk.newStart - 1 : hunk.newStart,
    newLines: hunk.newLines,
    lines: numberLines(hunk.lines, hunk.oldStart, hunk.newStart),
  }))
}

function numberLines(lines: readonly string[], oldStart: number, newStart: number): DiffLine[] {
  let oldLine = oldStart
  let newLine = newStart
  const numbered: DiffLine[] = []
  for (const line of lines) {
    const text = line.slice(1)
    if (line.startsWith("+")) numbered.push({ kind: "added", oldLine: null, newLine: newLine++, text })
    else if (line.startsWith("-")) numbered.push({ kind: "deleted", oldLine: oldLine++, newLine: null, text })
    else if (line.startsWith(" ")) numbered.push({ kind: "context", oldLine: oldLine++, newLine: newLine++, text })
  }
  return numbered
}
