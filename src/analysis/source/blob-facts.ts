import { mayMeet, printOf, requirementOf } from "./text-print.ts"
import type { Requirement, TextPrint } from "./text-print.ts"

/**
 * What was found out about single blobs; plain JSON, so that it can be kept on disk. Names are long and the same for thousands of blobs, so each
 * stands here once: value `n` of a blob belongs to name `n`, `null` where nothing is known.
 */
export interface StoredFacts {
  readonly names: readonly string[]
  readonly blobs: readonly (readonly [id: string, values: readonly unknown[]])[]
}

/** What can be a fact: anything JSON can say but `null`. */
export type Fact = object | string | number | boolean

/** Nothing found out yet. */
export const noFacts: StoredFacts = { names: [], blobs: [] }

/**
 * Facts that follow from the text of one file alone. They outlive a review: the same blob tells the same again, so a second
 * review scans only the texts that changed.
 */
export interface BlobFacts {
  /** The fact, computed when it is not known. `isValid` refuses what came back damaged. */
  of<T extends Fact>(id: string, name: string, compute: () => T, isValid: (value: unknown) => value is T): T
  /** Whether the text of the blob matches a pattern, which must not be sticky or global. */
  matches(id: string, text: string, pattern: RegExp): boolean
  /** Takes facts of an earlier process; what is known already wins. */
  load(stored: StoredFacts): void
  /** All that is known. */
  all(): StoredFacts
  /** What is known of the blobs about which something was computed since it was asked last. */
  takeFresh(): StoredFacts
}

const MANY_TEXTS = 50

/** Creates an empty memory. */
export function createBlobFacts(): BlobFacts {
  const names: string[] = []
  const places = new Map<string, number>()
  const blobs = new Map<string, unknown[]>()
  const fresh = new Set<string>()
  const placeOf = (name: string): number => {
    let place = places.get(name)
    if (place === undefined) places.set(name, (place = names.push(name) - 1))
    return place
  }
  const valuesOf = (id: string): unknown[] => {
    let values = blobs.get(id)
    if (values === undefined) blobs.set(id, (values = []))
    return values
  }
  // Asked a hundred thousand times in a review: putting a name together from the pattern each time costs as much as matching it.
  const placesOfPatterns = new Map<number, Map<string, number>>()
  const placeOfPattern = (pattern: RegExp): number => {
    const flags = (pattern.ignoreCase ? 1 : 0) + (pattern.dotAll ? 2 : 0) + (pattern.multiline ? 4 : 0) + (pattern.unicode ? 8 : 0)
    let bySource = placesOfPatterns.get(flags)
    if (bySource === undefined) placesOfPatterns.set(flags, (bySource = new Map()))
    let place = bySource.get(pattern.source)
    if (place === undefined) bySource.set(pattern.source, (place = placeOf(`matches ${pattern.flags} ${pattern.source}`)))
    return place
  }
  // What a pattern requires is worth finding out once it is put to many texts.
  const asked: number[] = []
  const requirements: (Requirement | null | undefined)[] = []
  const requirementAt = (place: number, pattern: RegExp): Requirement | null => {
    const count = (asked[place] ?? 0) + 1
    asked[place] = count
    if (count < MANY_TEXTS) return null
    const before = requirements[place]
    return before === undefined ? (requirements[place] = requirementOf(pattern)) : before
  }
  const prints = new Map<string, TextPrint>()
  const printFor = (id: string, text: string): TextPrint => {
    let print = prints.get(id)
    if (print === undefined) prints.set(id, (print = printOf(text)))
    return print
  }
  const keep = (id: string, values: unknown[], place: number, value: unknown): void => {
    while (values.length < place) values.push(null)
    values[place] = value
    fresh.add(id)
  }
  return {
    of(id, name, compute, isValid) {
      const place = placeOf(name)
      const values = valuesOf(id)
      const old = values[place]
      if (old !== undefined && isValid(old)) return old
      const value = compute()
      keep(id, values, place, value)
      return value
    },
    matches(id, text, pattern) {
      const place = placeOfPattern(pattern)
      const values = valuesOf(id)
      const old = values[place]
      if (typeof old === "boolean") return old
      const requirement = requirementAt(place, pattern)
      const value = (requirement === null || mayMeet(printFor(id, text), requirement)) && pattern.test(text)
      keep(id, values, place, value)
      return value
    },
    load(stored) {
      const here = stored.names.map(placeOf)
      for (const [id, values] of stored.blobs) {
        const known = valuesOf(id)
        for (const [index, value] of values.entries()) {
          const place = here[index]
          if (value === null || place === undefined || (known[place] ?? null) !== null) continue
          while (known.length < place) known.push(null)
          known[place] = value
        }
      }
    },
    all: () => ({ names: [...names], blobs: [...blobs] }),
    takeFresh() {
      const taken: StoredFacts = { names: [...names], blobs: [...fresh].map((id) => [id, valuesOf(id)] as const) }
      fresh.clear()
      return taken
    },
  }
}

/** What is known of these blobs. */
export function factsAbout({ names, blobs }: StoredFacts, isWanted: (id: string) => boolean): StoredFacts {
  return { names, blobs: blobs.filter(([id]) => isWanted(id)) }
}

/** Both together; the first ones win. */
export function joinFacts(first: StoredFacts, second: StoredFacts): StoredFacts {
  const memory = createBlobFacts()
  memory.load(first)
  memory.load(second)
  return memory.all()
}

/** Whether a value is a list of texts, for facts that are. */
export function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === "string")
}
