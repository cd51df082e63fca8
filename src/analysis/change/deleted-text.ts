import type { Diff } from "../../model/diff.ts"

/** All lines a change takes away, wherever: what is added elsewhere in the same words has only moved. */
export function deletedText(diff: Diff): string {
  const lines: string[] = []
  for (const { hunks } of diff.files)
    for (const hunk of hunks) for (const { kind, text } of hunk.lines) if (kind === "deleted") lines.push(text)
  return lines.join("\n")
}
