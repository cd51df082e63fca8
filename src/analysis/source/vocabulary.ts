/** Words that are looked for in many texts. Each has a number; those that cannot be told apart share one. */
export interface Vocabulary {
  /** The number of a word that the vocabulary was made of. @throws for other words */
  numberOf(word: string): number
  /**
   * The numbers of the words that stand in a text, be it in code, in a string or in a comment. Words may seem to be there that are not;
   * none is missed.
   */
  wordsIn(text: string): ReadonlySet<number>
}

// A word spelled with escapes does not show in the text.
const ESCAPES = /\\[ux]/
const FIRST = 0x811c9dc5
const FACTOR = 0x01000193

// By character code; what is not ASCII is taken for a part of words.
const isWordCode = Uint8Array.from({ length: 128 }, (_, code) => (/[\w$]/.test(String.fromCharCode(code)) ? 1 : 0))

/**
 * Prepares for looking for these words, unbroken runs of letters, digits, `_` and `$`. Looking takes one pass over a text, however many
 * they are. @throws when one is not a word
 */
export function createVocabulary(words: Iterable<string>): Vocabulary {
  const numbers = new Map<number, number>()
  for (const word of words) {
    const hash = hashWord(word)
    if (!numbers.has(hash)) numbers.set(hash, numbers.size)
  }
  const all: ReadonlySet<number> = new Set(numbers.values())
  // Eight places for each word: most words of a text are none of ours, and meet a free place at once.
  const hashes = new Int32Array(8 << (32 - Math.clz32(numbers.size)))
  const numberAt = new Int32Array(hashes.length)
  const mask = hashes.length - 1
  for (const [hash, number] of numbers) {
    const slot = slotOf(hashes, mask, hash)
    hashes[slot] = hash
    numberAt[slot] = number
  }
  return {
    numberOf(word) {
      const number = numbers.get(hashWord(word))
      if (number === undefined) throw new Error(`“${word}” is not in the vocabulary`)
      return number
    },
    wordsIn(text) {
      if (ESCAPES.test(text)) return all
      const found = new Set<number>()
      const end = text.length
      for (let at = 0; at < end; at++) {
        let code = text.charCodeAt(at)
        if (code < 128 && isWordCode[code] === 0) continue
        let hash = FIRST
        do {
          hash = Math.imul(hash ^ code, FACTOR)
          at++
          if (at === end) break
          code = text.charCodeAt(at)
        } while (code >= 128 || isWordCode[code] === 1)
        const slot = slotOf(hashes, mask, hash === 0 ? 1 : hash)
        if (hashes[slot] !== 0) found.add(numberAt[slot] as number)
      }
      return found
    },
  }
}

function hashWord(word: string): number {
  if (!/^[\w$]+$/.test(word)) throw new Error(`“${word}” is not one word`)
  let hash = FIRST
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), FACTOR)
  return hash === 0 ? 1 : hash
}

// Where the hash is, or the free place where it belongs.
function slotOf(hashes: Int32Array, mask: number, hash: number): number {
  let slot = (hash ^ (hash >>> 15)) & mask
  while (hashes[slot] !== 0 && hashes[slot] !== hash) slot = (slot + 1) & mask
  return slot
}
