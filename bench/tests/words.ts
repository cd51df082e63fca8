import type { Diff } from "../../src/model/diff.ts"

/** The words of the lines that a change adds to the given files. */
export function wordsOf(diff: Diff, paths: ReadonlySet<string>): ReadonlySet<string> {
  const words = new Set<string>()
  for (const file of diff.files) {
    if (!paths.has(file.path)) continue
    for (const { lines } of file.hunks)
      for (const { kind, text } of lines) if (kind === "added") for (const [word] of text.matchAll(/[\w$-]{3,}/g)) words.add(word)
  }
  return words
}
