/** What was found out about single blobs, by blob id and the name of the fact; plain JSON, so that it can be kept on disk. */
export type StoredFacts = readonly (readonly [id: string, facts: Readonly<Record<string, unknown>>])[]

/**
 * Facts that follow from the text of one file alone. They outlive a review: the same blob tells the same again, so a second
 * review scans only the texts that changed.
 */
export interface BlobFacts {
  /** The fact, computed when it is not known. `isValid` refuses what came back damaged. */
  of<T>(id: string, name: string, compute: () => T, isValid: (value: unknown) => value is T): T
  /** Takes facts of an earlier process; what is known already wins. */
  load(stored: StoredFacts): void
  /** What was computed since it was asked last. */
  takeFresh(): StoredFacts
}

/** Creates an empty memory. */
export function createBlobFacts(): BlobFacts {
  const known = new Map<string, Map<string, unknown>>()
  const fresh = new Map<string, Record<string, unknown>>()
  const factsOf = (id: string): Map<string, unknown> => {
    let facts = known.get(id)
    if (facts === undefined) known.set(id, (facts = new Map()))
    return facts
  }
  return {
    of<T>(id: string, name: string, compute: () => T, isValid: (value: unknown) => value is T): T {
      const facts = factsOf(id)
      const old = facts.get(name)
      if (old !== undefined && isValid(old)) return old
      const value = compute()
      facts.set(name, value)
      const added = fresh.get(id)
      if (added === undefined) fresh.set(id, { [name]: value })
      else added[name] = value
      return value
    },
    load(stored) {
      for (const [id, values] of stored) {
        const facts = factsOf(id)
        for (const [name, value] of Object.entries(values)) if (!facts.has(name)) facts.set(name, value)
      }
    },
    takeFresh() {
      const stored = [...fresh]
      fresh.clear()
      return stored
    },
  }
}

/** Whether a value is a list of texts, for facts that are. */
export function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((each) => typeof each === "string")
}

/** Whether a value is a yes or no, for facts that are. */
export function isYesOrNo(value: unknown): value is boolean {
  return typeof value === "boolean"
}
