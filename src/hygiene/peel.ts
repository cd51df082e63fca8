import { findInvisible } from "./invisible.ts"

/** A text without its wrapping, and where each of its code units comes from: offsets into the text that was peeled. */
export interface Peeled {
  readonly text: string
  readonly starts: readonly number[]
  readonly ends: readonly number[]
}

/**
 * Takes any text, returns it without invisible characters and with percent-encoded and escaped ASCII characters as they are meant, or `null` when
 * there is nothing to peel.
 */
export function peel(text: string): Peeled | null {
  const wrapped = [
    ...findInvisible(text).map(({ at, width }) => ({ at, width, meant: "" })),
    ...Array.from(text.matchAll(escape), (match) => ({
      at: match.index,
      width: match[0].length,
      meant: String.fromCharCode(Number.parseInt(match[1] ?? match[2] ?? match[3] ?? "", 16)),
    })),
  ].toSorted((a, b) => a.at - b.at)
  if (wrapped.length === 0) return null
  let bare = ""
  let last = 0
  const starts: number[] = []
  const ends: number[] = []
  for (const { at, width, meant } of [...wrapped, { at: text.length, width: 0, meant: "" }]) {
    bare += text.slice(last, at) + meant
    for (let place = last; place < at; place++) {
      starts.push(place)
      ends.push(place + 1)
    }
    if (meant !== "") {
      starts.push(at)
      ends.push(at + width)
    }
    last = at + width
  }
  return { text: bare, starts, ends }
}

const escape = /%([0-7][0-9a-fA-F])|\\x([0-7][0-9a-fA-F])|\\u00([0-7][0-9a-fA-F])/g
