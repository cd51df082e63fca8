import type { Diff } from "../../model/diff.ts"

// Rules ask for it once for each file; gone over anew each time, a large change would take the square of its size.
const known = new WeakMap<Diff, string>()

/** All lines a change takes away, wherever: what is added elsewhere in the same words has only moved. */
export function deletedText(diff: Diff): string {
  let text = known.get(diff)
  if (text === undefined) known.set(diff, (text = joinDeleted(diff)))
  return text
}

function joinDeleted(diff: Diff): string {
  const lines: string[] = []
  for (const { hunks } of diff.files)
    for (const hunk of hunks) for (const { kind, text } of hunk.lines) if (kind === "deleted") lines.push(text)
  return lines.join("\n")
}
