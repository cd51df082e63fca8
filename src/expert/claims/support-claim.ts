import type { ShownHead } from "../shown-head.ts"
import { fold, quotedLines } from "./anchor-claim.ts"
import type { Exhibit } from "./read-answer.ts"

// A shorter quote, such as `})`, stands everywhere and shows nothing.
const MIN_QUOTE = 8

/** Takes a path and a quote, returns the first line of the head at which the quote stands, white space folded; `null` when it stands nowhere. */
export async function findQuote(path: string, quote: string, head: ShownHead): Promise<number | null> {
  const wanted = quotedLines(quote).map(fold)
  if (wanted.join("").length < MIN_QUOTE) return null
  const lines = await head.linesOf(path)
  if (lines === null) return null
  const folded = lines.map(fold)
  for (let at = 0; at + wanted.length <= folded.length; at++) if (wanted.every((line, index) => folded[at + index] === line)) return at + 1
  if (wanted.length > 1) return null
  const part = folded.findIndex((line) => line.includes(wanted[0] ?? ""))
  return part === -1 ? null : part + 1
}

/** Takes exhibits, returns those whose quote stands at the head. */
export async function keepSupported<T extends Pick<Exhibit, "path" | "quote">>(exhibits: readonly T[], head: ShownHead): Promise<T[]> {
  const kept: T[] = []
  for (const exhibit of exhibits) if ((await findQuote(exhibit.path, exhibit.quote, head)) !== null) kept.push(exhibit)
  return kept
}
