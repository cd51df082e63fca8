/** Turns offsets (UTF-16 code units) into 1-based lines and back. A line ends with LF; the CR of a CRLF belongs to its line. */
export interface LineIndex {
  /** Number of lines; an empty text has one. */
  readonly count: number
  lineAt(offset: number): number
  /** Offset of the first character of a 1-based line. */
  startOf(line: number): number
  /** Offset behind the last character of a 1-based line, without its CR and LF. */
  endOf(line: number): number
}

/** Builds the index in one pass over the text. */
export function indexLines(text: string): LineIndex {
  const starts = [0]
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1)
  return {
    count: starts.length,
    lineAt(offset) {
      let low = 0
      let high = starts.length - 1
      while (low < high) {
        const middle = (low + high + 1) >> 1
        if ((starts[middle] as number) <= offset) low = middle
        else high = middle - 1
      }
      return low + 1
    },
    startOf: (line) => starts[Math.min(Math.max(line, 1), starts.length) - 1] as number,
    endOf(line) {
      const next = starts[line]
      if (next === undefined) return text.length
      return text[next - 2] === "\r" ? next - 2 : next - 1
    },
  }
}
