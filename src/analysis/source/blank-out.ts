/**
 * A text with parts of it blank: each of their characters is a space and lines stay lines, so that all offsets stay true. The parts stand in source
 * order and do not overlap.
 */
export function blankOut(text: string, parts: readonly { readonly start: number; readonly end: number }[]): string {
  if (parts.length === 0) return text
  const pieces: string[] = []
  let at = 0
  for (const { start, end } of parts) {
    pieces.push(text.slice(at, start))
    for (at = start; at < end;) {
      const line = text.indexOf("\n", at)
      const stop = line === -1 || line >= end ? end : line
      pieces.push(" ".repeat(stop - at))
      if (stop < end) pieces.push("\n")
      at = stop < end ? stop + 1 : end
    }
  }
  pieces.push(text.slice(at))
  return pieces.join("")
}

/** The text of an SQL file with its comments blank, at the same offsets. */
export function withoutSqlComments(text: string): string {
  return text.replace(/--[^\n]*|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\//g, (comment) => comment.replace(/[^\n]/g, " "))
}

/** The text of a file of settings, YAML and Prisma's schemas above all, with the lines blank that are a comment as a whole. */
export function withoutCommentLines(text: string, sign: "#" | "//"): string {
  return text.replace(sign === "#" ? /^[ \t]*#[^\n]*/gm : /^[ \t]*\/\/[^\n]*/gm, (comment) => " ".repeat(comment.length))
}

/** JavaScript with the comments blank that begin a line, code that is commented out above all; asks for no parsing, and so knows no texts over several lines. */
export function withoutLeadingComments(text: string): string {
  const begins = /^[ \t]*\/[/*]/gm
  const comments: { start: number; end: number }[] = []
  for (let match = begins.exec(text); match !== null; match = begins.exec(text)) {
    const start = begins.lastIndex - 2
    const mark = text.charAt(start + 1) === "/" ? "\n" : "*/"
    const found = text.indexOf(mark, start + 2)
    const end = found === -1 ? text.length : mark === "\n" ? found : found + 2
    comments.push({ start, end })
    begins.lastIndex = end
  }
  return blankOut(text, comments)
}
