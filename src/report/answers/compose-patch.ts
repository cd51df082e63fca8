import { structuredPatch } from "diff"
import type { Suggestion } from "../../model/finding.ts"

/** Takes a file and a suggestion for it, returns a patch that `git apply` takes; `null` when the lines are not there any more. */
export function composePatch(path: string, text: string, { startLine, endLine, replacement }: Suggestion): string | null {
  // Line ends stay as they are, because a patch is applied byte by byte.
  const lines = text.split(/(?<=\n)/)
  if (endLine > lines.length) return null
  const lineEnd = lines[startLine - 1]?.endsWith("\r\n") === true ? "\r\n" : "\n"
  const ended = lines[endLine - 1]?.endsWith("\n") === true
  const inserted = replacement === "" ? "" : replacement.replaceAll(/\r?\n/g, lineEnd) + (ended ? lineEnd : "")
  const after = [...lines.slice(0, startLine - 1), inserted, ...lines.slice(endLine)].join("")
  const { hunks } = structuredPatch(path, path, text, after, "", "", { context: 3 })
  if (hunks.length === 0) return null
  const body = hunks.map(
    ({ oldStart, oldLines, newStart, newLines, lines: changed }) =>
      `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@\n${changed.join("\n")}`,
  )
  return `--- a/${path}\n+++ b/${path}\n${body.join("\n")}`
}
