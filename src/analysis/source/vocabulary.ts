/** The words of one text, for telling quickly what cannot be in it. Words may seem to be there that are not; none is missed. */
export interface Vocabulary {
  /** Whether the word with this hash stands in the text, be it in code, in a string or in a comment. */
  has(hash: number): boolean
}

// A word spelled with escapes does not show in the text.
const ESCAPES = /\\[ux]/
const FIRST = 0x811c9dc5
const FACTOR = 0x01000193

/** The hash of a word, an unbroken run of letters, digits, `_` and `$`. @throws when it is none */
export function hashWord(word: string): number {
  if (!/^[\w$]+$/.test(word)) throw new Error(`“${word}” is not one word`)
  let hash = FIRST
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), FACTOR)
  return hash === 0 ? 1 : hash
}

/** Collects the words of a text in one pass. */
export function readVocabulary(text: string): Vocabulary {
  if (ESCAPES.test(text)) return { has: () => true }
  // Words are separated, so there are at most half as many as characters, rounded up; one place more, and a search always meets a free one.
  const table = new Int32Array(1 << (32 - Math.clz32((text.length >> 1) + 1)))
  const mask = table.length - 1
  let hash = FIRST
  let isInside = false
  for (let at = 0; at <= text.length; at++) {
    const code = at < text.length ? text.charCodeAt(at) : 0
    if (isWordCode(code)) {
      hash = Math.imul(hash ^ code, FACTOR)
      isInside = true
    } else if (isInside) {
      table[slotOf(table, mask, hash === 0 ? 1 : hash)] = hash === 0 ? 1 : hash
      hash = FIRST
      isInside = false
    }
  }
  return { has: (wanted) => table[slotOf(table, mask, wanted)] === wanted }
}

// Where the hash is, or the free place where it belongs.
function slotOf(table: Int32Array, mask: number, hash: number): number {
  let slot = (hash ^ (hash >>> 15)) & mask
  while (table[slot] !== 0 && table[slot] !== hash) slot = (slot + 1) & mask
  return slot
}

function isWordCode(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95 || code === 36 || code >= 128
  )
}
