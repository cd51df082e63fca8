import { createHmac } from "node:crypto"
import { disjoint, findAllForms } from "./find-secrets.ts"
import type { FoundSecret } from "./find-secrets.ts"
import { escapeInvisible } from "./invisible.ts"
import { createKnownSecrets } from "./known-secrets.ts"
import { peel } from "./peel.ts"

/** The one way of text to a model. One for each review: it remembers which secrets the change holds. */
export interface Egress {
  /**
   * Takes texts that will not be shown, at least not now, and remembers their secrets, so that no part of them is shown anywhere else: whole
   * files before their hunks, both sides before anything.
   */
  learn(texts: Iterable<string>): void
  /**
   * Takes any text, returns it as a model may see it: secrets replaced by `[SECRET:type:hash]`, invisible characters as escapes. Never
   * changes the number of lines; masks that are there already stay. Linear in its length; never throws.
   */
  show(text: string): string
  /** The same for every string inside a JSON value, keys included. */
  showAll<T>(value: T): T
}

/**
 * Takes the key for the marks of secrets; who has no key cannot try out secrets until the mark fits. The same secret has the same mark
 * under the same key, so that findings can tell secrets apart.
 */
export function createEgress(key: string | Uint8Array): Egress {
  const known = createKnownSecrets()

  function find(text: string): FoundSecret[] {
    const masks = Array.from(text.matchAll(mask), ({ 0: whole, index }) => ({ start: index, end: index + whole.length }))
    const outside = (range: FoundSecret) => !masks.some((each) => range.start < each.end && each.start < range.end)
    const found = findAllForms(text).filter(outside)
    for (const { start, end, type, byForm } of found) known.add(text.slice(start, end), type, byForm)
    return disjoint([...found, ...known.find(text).filter(outside)])
  }

  // Invisible characters inside a key and escapes instead of its characters must not hide it from us.
  function findBeneath(text: string): FoundSecret[] {
    const peeled = peel(text)
    if (peeled === null) return find(text)
    const beneath = find(peeled.text).map((range) => ({ ...range, start: peeled.starts[range.start]!, end: peeled.ends[range.end - 1]! }))
    return disjoint([...find(text), ...beneath])
  }

  function show(text: string): string {
    let shown = ""
    let last = 0
    for (const { start, end, type } of findBeneath(text)) {
      const secret = text.slice(start, end)
      const hash = createHmac("sha256", key).update(secret).digest("hex").slice(0, 6)
      shown += `${text.slice(last, start)}[SECRET:${type}:${hash}]${secret.replace(/[^\n]/g, "")}`
      last = end
    }
    return escapeInvisible(shown + text.slice(last))
  }

  function showAll(value: unknown): unknown {
    if (typeof value === "string") return show(value)
    if (Array.isArray(value)) return value.map(showAll)
    if (value === null || typeof value !== "object") return value
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [show(name), showAll(inner)]))
  }

  // First as it stands, then as a model reads it: an invisible character inside a key must not hide it from us.
  return {
    learn(texts) {
      for (const text of texts) findBeneath(text)
    },
    show,
    showAll: <T>(value: T) => showAll(value) as T,
  }
}

/** True when a text holds the mask of a secret: whoever applied it as code would commit the mask. */
export function hasMask(text: string): boolean {
  return text.search(mask) >= 0
}

const mask = /\[SECRET:[a-z0-9-]{1,40}:[0-9a-f]{6}\]/g
