import { isPotentiallyZeroLength, toUnicodeSet } from "regexp-ast-analysis"
import type { ParsedLiteral } from "scslre"

type Flags = ParsedLiteral["flags"]
type Alternative = ParsedLiteral["pattern"]["alternatives"][number]
type Element = Alternative["elements"][number]
type Quantifier = Element & { type: "Quantifier" }
type Chars = ReturnType<typeof toUnicodeSet>["chars"]

const MAX_WAYS = 16
const MAX_LENGTH = 8
const MAX_STATES = 2_000

/**
 * Whether a repeated choice can read the same text in two ways, as `(?:.|\s)*` does with every blank, and something behind it can
 * fail: then all combinations are tried. Choices of single characters and short words only; repetitions inside are somebody else's.
 */
export function hasAmbiguousRepetition({ pattern, flags }: ParsedLiteral): boolean {
  let budget = MAX_STATES
  const waiting: Alternative[] = [...pattern.alternatives]
  for (let alternative = waiting.pop(); alternative !== undefined; alternative = waiting.pop()) {
    for (const element of alternative.elements) {
      const inner = element.type === "Quantifier" ? element.element : element
      if (inner.type === "Group" || inner.type === "CapturingGroup" || (inner.type === "Assertion" && "alternatives" in inner))
        waiting.push(...inner.alternatives)
      if (element.type !== "Quantifier" || element.max !== Infinity || !("alternatives" in inner) || inner.type === "Assertion") continue
      const ways = waysOf(inner.alternatives, flags)
      if (ways === null || !canFailAfter(element, ways, flags)) continue
      const used = readsTwice(ways, budget)
      if (used === true) return true
      budget -= used
      if (budget <= 0) return false
    }
  }
  return false
}

// Every alternative as the sets of characters it reads one after the other; `null` when one of them is not that simple.
function waysOf(alternatives: readonly Alternative[], flags: Flags): Chars[][] | null {
  if (alternatives.length < 2 || alternatives.length > MAX_WAYS) return null
  const ways: Chars[][] = []
  for (const { elements } of alternatives) {
    if (elements.length === 0 || elements.length > MAX_LENGTH) return null
    const way: Chars[] = []
    for (const element of elements) {
      if (element.type !== "Character" && element.type !== "CharacterSet" && element.type !== "CharacterClass") return null
      const set = toUnicodeSet(element, flags)
      if (!set.accept.isEmpty) return null
      way.push(set.chars)
    }
    ways.push(way)
  }
  return ways
}

// Two readings run side by side; the state is what the one that is ahead has read more than the other.
function readsTwice(ways: readonly Chars[][], budget: number): true | number {
  const seen = new Set<string>()
  const waiting: { ahead: number; from: number }[] = []
  let steps = 0
  // What is left of the longer one when both begin at the same place; nothing left is a second reading.
  const meet = (longer: number, from: number, other: number): boolean => {
    const [left, right] = [ways[longer] ?? [], ways[other] ?? []]
    const shared = Math.min(left.length - from, right.length)
    for (let at = 0; at < shared; at++) {
      steps++
      const [one, two] = [left[from + at], right[at]]
      if (!one || !two || one.isDisjointWith(two)) return false
    }
    if (left.length - from === right.length) return true
    const next = left.length - from > right.length ? { ahead: longer, from: from + shared } : { ahead: other, from: shared }
    const key = `${next.ahead}:${next.from}`
    if (!seen.has(key)) {
      seen.add(key)
      waiting.push(next)
    }
    return false
  }
  for (let one = 0; one < ways.length; one++) for (let two = 0; two < one; two++) if (meet(one, 0, two)) return true
  for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
    if (steps > budget) break
    for (let other = 0; other < ways.length; other++) if (meet(state.ahead, state.from, other)) return true
  }
  return steps
}

// With two the time grows with the square of the length divided by that of the words between them: nothing a header could do.
const MANY_WILDCARDS = 3

/**
 * Whether wildcards with words between them read a text that repeats these words in many ways, as `iPhone.*Version.*Mobile.*Safari` does:
 * where the last word is missing, every choice of places for the others is tried, so the time grows with the third power or faster.
 */
export function hasManyWildcards({ pattern, flags }: ParsedLiteral): boolean {
  return pattern.alternatives.some(({ elements }) => {
    let last: Quantifier | null = null
    // A pattern that is tried from every start has one more choice.
    let count = elements[0]?.type === "Assertion" || (elements[0] && isWildcard(elements[0])) ? 0 : 1
    for (const [index, element] of elements.entries()) {
      if (element.type === "Assertion" && index > 0) break
      if (element.type !== "Quantifier" || !isWildcard(element)) continue
      last = element
      count++
    }
    return last !== null && count >= MANY_WILDCARDS && canFailAfter(last, [], flags)
  })
}

// `.*`, `.+`
function isWildcard(element: Element): boolean {
  return (
    element.type === "Quantifier" && element.max === Infinity && element.element.type === "CharacterSet" && element.element.kind === "any"
  )
}

/**
 * Whether anything behind a repetition can fail, so that the engine comes back to try it another way. `ways` are the choices it
 * repeats where they are known.
 */
export function canFailAfter(quantifier: Quantifier, ways: readonly Chars[][], flags: Flags): boolean {
  const readsAll = ways.some((way) => way.length === 1 && way[0]?.isAll === true)
  let element: Element = quantifier
  for (let depth = 0; depth < 20; depth++) {
    const alternative = element.parent
    if (alternative.type !== "Alternative") return false
    const next = alternative.elements.slice(alternative.elements.indexOf(element) + 1)
    for (const each of next) {
      const isEnd = each.type === "Assertion" && each.kind === "end"
      if (isEnd ? !readsAll : each.type === "Assertion" || !isPotentiallyZeroLength(each, flags)) return true
    }
    const group = alternative.parent
    if (group.type === "Pattern" || group.type === "Assertion") return group.type === "Assertion"
    if (group.type !== "Group" && group.type !== "CapturingGroup") return false
    element = group.parent.type === "Quantifier" ? group.parent : group
  }
  return false
}
