import { diffWordsWithSpace } from "diff"
import type { Mark } from "./highlight.ts"

// Longer lines are data, and comparing them word by word would cost more than the page.
const maxCharacters = 500

export interface ChangeMarks {
  /** Per line, the characters that differ from the line opposite. */
  readonly deleted: readonly (readonly Mark[])[]
  readonly added: readonly (readonly Mark[])[]
}

/**
 * What changed inside lines that face each other. Only when both sides have as many lines, and only in pairs that still
 * resemble each other: marking everything would mark nothing.
 */
export function markChanges(deleted: readonly string[], added: readonly string[]): ChangeMarks {
  const pairs = deleted.map((before, index) => markPair(before, added.length === deleted.length ? (added[index] ?? "") : ""))
  return { deleted: pairs.map((pair) => pair.deleted), added: added.map((_, index) => pairs[index]?.added ?? []) }
}

function markPair(before: string, after: string): { deleted: Mark[]; added: Mark[] } {
  const nothing = { deleted: [], added: [] }
  if (before.trim() === "" || after.trim() === "" || before.length > maxCharacters || after.length > maxCharacters) return nothing
  const marks: { deleted: Mark[]; added: Mark[] } = { deleted: [], added: [] }
  let [oldAt, newAt, kept] = [0, 0, 0]
  for (const part of diffWordsWithSpace(before, after)) {
    const { length } = part.value
    if (part.removed) marks.deleted.push({ from: oldAt, to: oldAt + length })
    else if (part.added) marks.added.push({ from: newAt, to: newAt + length })
    else kept += part.value.trim().length
    if (!part.added) oldAt += length
    if (!part.removed) newAt += length
  }
  return kept * 3 >= Math.max(before.trim().length, after.trim().length) ? marks : nothing
}
