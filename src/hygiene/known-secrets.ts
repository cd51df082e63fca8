import type { FoundSecret } from "./find-secrets.ts"

/**
 * Recognises what was found once wherever it appears again: whole, cut at either end, backwards, percent-encoded, in hexadecimal or base64.
 * Remembers the values themselves, so it lives as long as one review and is never written anywhere.
 */
export interface KnownSecrets {
  /** `byForm`: its form alone said that it is a secret, so that a part of it is one, too. */
  add(value: string, type: string, byForm: boolean): void
  /** Ranges of the text that hold at least `gram` characters of a known value in a row. */
  find(text: string): FoundSecret[]
}

// Characters in a row that are no coincidence. Shorter values are looked for as a whole, and without their first seven characters.
const gram = 12
const shortest = 6
// A hostile file may hold any number of secrets; what is beyond is still found by its form.
const mostGrams = 400_000

export function createKnownSecrets(): KnownSecrets {
  const grams = new Map<string, string>()
  const wholes = new Map<string, string>()
  const seen = new Set<string>()
  // Which hashes of grams there may be, so that nearly every position of a text costs one look at a bit.
  const sieve = new Uint8Array(1 << 20)

  function remember(value: string, type: string): void {
    for (let at = 0; at + gram <= value.length && grams.size < mostGrams; at++) {
      const part = value.slice(at, at + gram)
      grams.set(part, type)
      sieve[hashOf(part, 0)] = 1
    }
  }

  return {
    add(value, type, byForm) {
      if (value.length < shortest || seen.has(value)) return
      seen.add(value)
      if (byForm || isRandom(value)) {
        for (const line of value.split(/\r?\n|\\r|\\n/)) {
          // Armour is no secret, and every certificate has it.
          if (line.startsWith("-----")) continue
          remember(line, type)
          remember(Array.from(line).reverse().join(""), type)
        }
        for (const encoded of encodings(value)) remember(encoded, type)
      } else if (/\d/.test(value) && /[A-Za-z]/.test(value) && value.length >= 8) {
        for (const encoded of encodings(value)) if (encoded.length >= 8) wholes.set(encoded, type)
      } else return
      if (value.length >= gram + 7 && (byForm || isRandom(value))) return
      for (const whole of [value, value.slice(7), value.slice(0, -7)]) if (whole.length >= shortest) wholes.set(whole, type)
    },
    find(text) {
      const found: FoundSecret[] = []
      for (const [whole, type] of wholes) {
        for (let at = text.indexOf(whole); at >= 0; at = text.indexOf(whole, at + whole.length))
          found.push({ start: at, end: at + whole.length, type, byForm: true })
      }
      if (grams.size === 0) return found
      for (let at = 0; at + gram <= text.length; at++) {
        if (sieve[hashOf(text, at)] !== 1) continue
        const type = grams.get(text.slice(at, at + gram))
        if (type === undefined) continue
        const last = found.at(-1)
        if (last !== undefined && last.start < at && at <= last.end)
          found[found.length - 1] = { ...last, end: Math.max(last.end, at + gram) }
        else found.push({ start: at, end: at + gram, type, byForm: true })
      }
      return found
    },
  }
}

// A password made of words is looked for as a whole: its words stand in other places, too. What is random changes its alphabet all the time.
function isRandom(value: string): boolean {
  if (value.length < gram || !/\d/.test(value) || !/[A-Za-z]/.test(value) || /\s|\$\{/.test(value)) return false
  const kinds = Array.from(value).map((character) =>
    /\d/.test(character) ? 0 : /[a-z]/.test(character) ? 1 : /[A-Z]/.test(character) ? 2 : 3,
  )
  const changes = kinds.filter((kind, at) => at > 0 && kind !== kinds[at - 1]).length
  return changes / value.length >= 0.33
}

// Base64 looks different for each of three places a value may begin at; the first and last characters depend on what stands around it.
function encodings(value: string): string[] {
  const bytes = Buffer.from(value)
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString("base64")
    return text.slice(shift === 0 ? 0 : 4, bytes.length + shift < 6 ? 0 : text.length - 4)
  })
  return [
    ...base64,
    bytes.toString("base64"),
    ...base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_")),
    bytes.toString("hex"),
    encodeURIComponent(value.toWellFormed()),
  ]
}

function hashOf(text: string, from: number): number {
  let hash = 0
  for (let at = from; at < from + gram; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0
  return (hash ^ (hash >>> 15)) & 0xfffff
}
