import { parseRegExpLiteral } from "@eslint-community/regexpp"
import type { AST } from "@eslint-community/regexpp"

/**
 * Which runs of three characters stand in a text: one bit each, shared by runs whose hash is the same, so that a run may seem to be there that is
 * not, and none is missed. The case of letters does not count.
 */
export type TextPrint = Uint32Array

/** Words of which a text must hold one; each as the hashes of its runs of three characters. */
export type Requirement = readonly Int32Array[]

const RUN = 3
const HASH_BITS = 15
const SMALL_TEXT = 8_000
// One text in twelve runs takes eight thousand bits a tenth full.
const SMALL_PRINT = 1 << 13
const LARGE_PRINT = 1 << HASH_BITS
const MASK = LARGE_PRINT - 1

// Five bits further for each character: after three, the oldest has left the hash.
const folded = Uint8Array.from({ length: 128 }, (_, code) => String.fromCharCode(code).toLowerCase().charCodeAt(0))

/** Takes the print of a text, in one pass over it. */
export function printOf(text: string): TextPrint {
  const size = text.length < SMALL_TEXT ? SMALL_PRINT : LARGE_PRINT
  const print = new Uint32Array(size >> 5)
  const mask = size - 1
  let hash = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    hash = ((hash << 5) ^ (code < 128 ? (folded[code] as number) : code)) & MASK
    const bit = hash & mask
    print[bit >> 5] = (print[bit >> 5] as number) | (1 << (bit & 31))
  }
  return print
}

/** Whether a text with this print can meet a requirement; only a `false` is certain. */
export function mayMeet(print: TextPrint, requirement: Requirement | null): boolean {
  return requirement === null || requirement.some((runs) => holdsAll(print, runs))
}

function holdsAll(print: TextPrint, runs: Int32Array): boolean {
  const mask = (print.length << 5) - 1
  for (let index = 0; index < runs.length; index++) {
    const bit = (runs[index] as number) & mask
    if (((print[bit >> 5] as number) & (1 << (bit & 31))) === 0) return false
  }
  return true
}

/**
 * What a text must hold so that a pattern can match in it, found from the pattern alone; `null` when nothing is known. Takes as long as a few
 * matches: for patterns that are put to many texts. After Russ Cox, "Regular Expression Matching with a Trigram Index".
 */
export function requirementOf(pattern: RegExp): Requirement | null {
  // With both, letters that are not ASCII equal some that are.
  if (pattern.unicode && pattern.ignoreCase) return null
  const { words } = partOf(parseRegExpLiteral(pattern).pattern)
  return words === null ? null : [...words].map(runsOf)
}

/** What a text must hold so that these characters stand in it; `null` when nothing is known. */
export function requirementOfText(characters: string): Requirement | null {
  return characters.length < RUN || /[^\t\n\r\x20-\x7e]/.test(characters) ? null : [runsOf(characters.toLowerCase())]
}

function runsOf(word: string): Int32Array {
  const runs: number[] = []
  let hash = 0
  for (let at = 0; at < word.length; at++) {
    hash = ((hash << 5) ^ word.charCodeAt(at)) & MASK
    if (at >= RUN - 1) runs.push(hash)
  }
  return Int32Array.from(runs)
}

/** What every match of a part of a pattern is or holds, in lower case. */
interface Part {
  /** All the texts it can match, where they are few; `null` when they are not. */
  readonly exact: ReadonlySet<string> | null
  /** Every match holds one of these, each long enough for a run; `null` when nothing is known. */
  readonly words: ReadonlySet<string> | null
}

const MAX_TEXTS = 24
const MAX_WORDS = 80
const unknown: Part = { exact: null, words: null }
const empty: ReadonlySet<string> = new Set([""])

function partOf(node: AST.Pattern | AST.Element): Part {
  switch (node.type) {
    case "Pattern":
    case "Group":
    case "CapturingGroup":
      return either(node.alternatives.map(sequence))
    case "Character":
      return node.value < 128 ? exactly(new Set([lower(node.value)])) : unknown
    case "CharacterClass":
      return ofClass(node)
    case "Quantifier":
      return repeated(node)
    // These look at a place and take nothing of it.
    case "Assertion":
      return { exact: empty, words: null }
    default:
      return unknown
  }
}

function lower(code: number): string {
  return String.fromCharCode(code).toLowerCase()
}

function exactly(exact: ReadonlySet<string>): Part {
  return { exact, words: wordsOf(exact) }
}

function wordsOf(exact: ReadonlySet<string>): ReadonlySet<string> | null {
  for (const text of exact) if (text.length < RUN) return null
  return exact
}

function either(parts: readonly Part[]): Part {
  const exact = parts.every((part) => part.exact !== null) ? new Set(parts.flatMap((part) => [...(part.exact ?? [])])) : null
  const words = parts.every((part) => part.words !== null) ? new Set(parts.flatMap((part) => [...(part.words ?? [])])) : null
  return {
    exact: exact !== null && exact.size <= MAX_TEXTS ? exact : null,
    words: words !== null && words.size <= MAX_WORDS ? words : null,
  }
}

function ofClass({ negate, elements }: AST.CharacterClass): Part {
  const texts = new Set<string>()
  for (const each of elements) {
    if (each.type === "Character") texts.add(lower(each.value))
    else return unknown
  }
  return negate || texts.size > 4 || [...texts].some((text) => text.charCodeAt(0) > 127) ? unknown : exactly(texts)
}

function repeated({ min, max, element }: AST.Quantifier): Part {
  const part = partOf(element)
  if (min === 0) return max === 1 && part.exact !== null ? exactly(new Set(["", ...part.exact])) : unknown
  return min === 1 && max === 1 ? part : { exact: null, words: part.words }
}

/** Parts that stand one behind the other: texts are put together for as long as they are few. */
function sequence({ elements }: AST.Alternative): Part {
  let run: ReadonlySet<string> = empty
  let isWhole = true
  let best: ReadonlySet<string> | null = null
  const consider = (words: ReadonlySet<string> | null): void => {
    if (words !== null && (best === null || worth(words) > worth(best))) best = words
  }
  for (const element of elements) {
    const { exact, words } = partOf(element)
    consider(words)
    const longer = exact === null ? null : joined(run, exact)
    if (longer !== null) run = longer
    else {
      consider(wordsOf(run))
      isWhole = false
      run = exact ?? empty
    }
  }
  consider(wordsOf(run))
  return { exact: isWhole ? run : null, words: best }
}

function joined(starts: ReadonlySet<string>, ends: ReadonlySet<string>): ReadonlySet<string> | null {
  if (starts.size * ends.size > MAX_TEXTS) return null
  return new Set([...starts].flatMap((start) => [...ends].map((end) => start + end)))
}

// Long words are rare in texts, and each one more makes it likelier that one is there.
function worth(words: ReadonlySet<string>): number {
  let shortest = Number.POSITIVE_INFINITY
  for (const word of words) shortest = Math.min(shortest, word.length)
  return Math.min(shortest, 10) - words.size / 10
}
