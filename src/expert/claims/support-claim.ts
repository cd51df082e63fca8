import type { ShownHead } from "../shown-head.ts"
import { fold, quotedLines } from "./anchor-claim.ts"
import type { Exhibit } from "./read-answer.ts"

// A shorter quote, such as `})`, stands everywhere and shows nothing.
const MIN_QUOTE = 8

/**
 * Takes a path and a quote, returns the line of the head at which the quote stands, white space folded: of several the one nearest to the hint, else
 * the first; `null` when it stands nowhere.
 */
export async function findQuote(path: string, quote: string, head: ShownHead, lineHint = 0): Promise<number | null> {
  const wanted = quotedLines(quote).map(fold)
  if (wanted.join("").length < MIN_QUOTE) return null
  const lines = await head.linesOf(path)
  if (lines === null) return null
  const folded = lines.map(fold)
  const starts = folded.keys().filter((at) => wanted.every((line, index) => folded[at + index] === line))
  const whole = nearest([...starts], lineHint)
  if (whole !== null || wanted.length > 1) return whole
  const parts = folded.keys().filter((at) => folded[at]!.includes(wanted[0] ?? ""))
  return nearest([...parts], lineHint)
}

function nearest(starts: readonly number[], lineHint: number): number | null {
  const [first = null, ...others] = starts.map((at) => at + 1)
  if (first === null || lineHint === 0) return first
  return others.reduce((best, line) => (Math.abs(line - lineHint) < Math.abs(best - lineHint) ? line : best), first)
}

/** Takes exhibits, returns those whose quote stands at the head. */
export async function keepSupported<T extends Pick<Exhibit, "path" | "quote">>(exhibits: readonly T[], head: ShownHead): Promise<T[]> {
  const kept: T[] = []
  for (const exhibit of exhibits) if ((await findQuote(exhibit.path, exhibit.quote, head)) !== null) kept.push(exhibit)
  return kept
}
