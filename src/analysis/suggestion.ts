import type { Suggestion } from "../model/finding.ts"
import type { Edit } from "./rule.ts"
import { indexLines } from "./source/line-index.ts"

// Longer replacements are rewrites; people do not accept them with one click.
export const MAX_LINES = 25

/**
 * Turns edits into one replacement of whole lines. `null` when they overlap, reach too far apart or change nothing.
 * The replacement keeps the line ends of the file between its lines.
 */
export function composeSuggestion(text: string, edits: readonly Edit[]): Suggestion | null {
  const ordered = [...edits].sort((a, b) => a.start - b.start)
  const first = ordered[0]
  const last = ordered.at(-1)
  if (!first || !last) return null
  const lines = indexLines(text)
  const startLine = lines.lineAt(first.start)
  const endLine = lines.lineAt(Math.max(last.start, last.end - 1))
  if (endLine - startLine >= MAX_LINES) return null
  let replacement = ""
  let at = lines.startOf(startLine)
  for (const edit of ordered) {
    if (edit.start < at || edit.end < edit.start) return null
    replacement += text.slice(at, edit.start) + edit.text
    at = edit.end
  }
  const end = lines.endOf(endLine)
  if (at > end) return null
  replacement += text.slice(at, end)
  if (replacement === text.slice(lines.startOf(startLine), end)) return null
  return { startLine, endLine, replacement }
}

/** The text of the file after the suggestion was accepted. An empty replacement deletes the lines. */
export function applySuggestion(text: string, suggestion: Suggestion): string {
  const lines = indexLines(text)
  const start = lines.startOf(suggestion.startLine)
  if (suggestion.replacement === "") {
    const next = suggestion.endLine < lines.count ? lines.startOf(suggestion.endLine + 1) : text.length
    return text.slice(0, start) + text.slice(next)
  }
  return text.slice(0, start) + suggestion.replacement + text.slice(lines.endOf(suggestion.endLine))
}
