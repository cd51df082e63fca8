/** A list that was cut to what a reader can use. */
export interface ShortList<T> {
  readonly items: readonly T[]
  readonly isCut: boolean
}

/** The first items of a list. */
export function shorten<T>(items: readonly T[], most: number): ShortList<T> {
  return { items: items.slice(0, most), isCut: items.length > most }
}

/** Code on one line, at most so many characters. */
export function onOneLine(code: string, most: number): string {
  const line = code
    .slice(0, most * 4)
    .replace(/\s+/g, " ")
    .trim()
  return line.length > most ? `${line.slice(0, most - 1)}…` : line
}
