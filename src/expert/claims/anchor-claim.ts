import type { ShownHunk, ShownLine } from "../pack/shown-hunks.ts"

/** Where a quote stands: lines of the head inside one hunk. */
export interface ClaimAnchor {
  readonly hunk: ShownHunk
  readonly startLine: number
  readonly endLine: number
}

/** What is looked for. `lineHint` is believed only to break a tie. */
export interface Quoted {
  readonly path: string
  readonly hunkId: string
  readonly quote: string
  readonly lineHint: number
}

// A hint that is further off was not read from the pack.
const MAX_HINT_DISTANCE = 10
const MAX_QUOTED_LINES = 12
// A shorter part of a line stands in too many places to mean one.
const MIN_PART = 12

/**
 * Takes a quote of the model and the hunks it was shown, returns where it stands, or `null` when it stands nowhere or in several places that the
 * hint cannot tell apart. The quote decides, never the number: in its hunk, then in the file; to the letter, then with white space folded, then as
 * the only line that contains it.
 */
export function anchorClaim({ path, hunkId, quote, lineHint }: Quoted, hunks: readonly ShownHunk[]): ClaimAnchor | null {
  const wanted = quotedLines(quote)
  if (wanted.length === 0) return null
  const ofFile = hunks.filter((hunk) => hunk.path === path)
  const named = ofFile.filter((hunk) => hunk.id === hunkId)
  for (const [searched, isSame] of [
    [named, isEqual],
    [named, isEqualFolded],
    [ofFile, isEqual],
    [ofFile, isEqualFolded],
  ] as const) {
    const found = findAll(searched, wanted, isSame)
    if (found.length > 0) return chooseByHint(found, lineHint)
  }
  const [only] = wanted
  if (wanted.length > 1 || only === undefined || fold(only).length < MIN_PART) return null
  const parts = findAll(ofFile, wanted, (line, text) => fold(line).includes(fold(text)))
  return parts.length === 1 ? (parts[0] ?? null) : null
}

/** Takes a quote as the model wrote it, returns its lines without line numbers, marks and empty lines around it. */
export function quotedLines(quote: string): string[] {
  const lines = quote.split("\n").map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line))
  // A copied margin: `12|+code`, in every line or in none, because code may begin like that too.
  const numbered = lines.every((line) => line.trim() === "" || /^\s*\d+\|/.test(line))
  const bare = numbered ? lines.map((line) => line.replace(/^\s*\d+\|[+ ]?/, "")) : lines
  const first = bare.findIndex((line) => line.trim() !== "")
  if (first === -1) return []
  return bare.slice(first, bare.findLastIndex((line) => line.trim() !== "") + 1).slice(0, MAX_QUOTED_LINES)
}

/** Takes a line, returns it with white space folded: what two quotes of the same code have in common. */
export function fold(line: string): string {
  return line.replaceAll(/\s+/g, " ").trim()
}

type IsSame = (line: string, wanted: string) => boolean
const isEqual: IsSame = (line, wanted) => line === wanted
const isEqualFolded: IsSame = (line, wanted) => fold(line) === fold(wanted)

function findAll(hunks: readonly ShownHunk[], wanted: readonly string[], isSame: IsSame): ClaimAnchor[] {
  const found: ClaimAnchor[] = []
  for (const hunk of hunks) {
    for (let at = 0; at + wanted.length <= hunk.lines.length; at++) {
      const lines = hunk.lines.slice(at, at + wanted.length)
      if (!lines.every((line, index) => isSame(line.text, wanted[index] ?? ""))) continue
      const [first, last] = [lines[0], lines.at(-1)] as [ShownLine, ShownLine]
      found.push({ hunk, startLine: first.n, endLine: last.n })
    }
  }
  return found
}

function chooseByHint(found: readonly ClaimAnchor[], lineHint: number): ClaimAnchor | null {
  if (found.length === 1) return found[0] ?? null
  const near = found
    .map((anchor) => ({ anchor, distance: Math.abs(anchor.startLine - lineHint) }))
    .filter(({ distance }) => distance <= MAX_HINT_DISTANCE)
    .sort((a, b) => a.distance - b.distance)
  if (near.length === 0 || (near[1] !== undefined && near[1].distance === near[0]?.distance)) return null
  return near[0]?.anchor ?? null
}
