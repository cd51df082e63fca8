import type { DiffLine } from "../../model/diff.ts"
import { highlightLines, languageOf, type Mark, renderLine } from "./highlight.ts"
import type { Html } from "./html.ts"
import { markChanges } from "./mark-changes.ts"

/** A line of a diff ready to be put into a row. */
export interface RenderedLine {
  readonly line: DiffLine
  readonly code: Html
}

/**
 * Colours the lines of one hunk. Both sides are highlighted as whole texts, so that a comment or template literal that
 * begins above stays one, and changed words of facing lines are marked.
 */
export function renderDiffLines(lines: readonly DiffLine[], path: string): RenderedLine[] {
  const language = languageOf(path)
  const side = (kind: "added" | "deleted") => lines.filter((line) => line.kind === kind || line.kind === "context")
  const newSide = highlightSide(side("added"), language)
  const oldSide = highlightSide(side("deleted"), language)
  const marks = markRuns(lines)
  return lines.map((line) => ({ line, code: renderLine((line.kind === "deleted" ? oldSide : newSide).get(line) ?? [], marks.get(line)) }))
}

function highlightSide(lines: readonly DiffLine[], language: string | null) {
  const highlighted = highlightLines(lines.map(({ text }) => text.replace(/\r$/, "")).join("\n"), language)
  return new Map(lines.map((line, index) => [line, highlighted[index] ?? []]))
}

// A run of deletions directly followed by as many additions is a change of those lines.
function markRuns(lines: readonly DiffLine[]): Map<DiffLine, readonly Mark[]> {
  const found = new Map<DiffLine, readonly Mark[]>()
  for (let start = 0; start < lines.length;) {
    const deleted = takeWhile(lines, start, "deleted")
    const added = takeWhile(lines, start + deleted.length, "added")
    const marks = markChanges(
      deleted.map(({ text }) => text),
      added.map(({ text }) => text),
    )
    deleted.forEach((line, index) => found.set(line, marks.deleted[index] ?? []))
    added.forEach((line, index) => found.set(line, marks.added[index] ?? []))
    start += Math.max(1, deleted.length + added.length)
  }
  return found
}

function takeWhile(lines: readonly DiffLine[], start: number, kind: DiffLine["kind"]): DiffLine[] {
  const end = lines.findIndex((line, index) => index >= start && line.kind !== kind)
  return lines.slice(start, end < 0 ? lines.length : end)
}
