/** A comment by its offsets, or anything else that is to be blank. */
type Span = { readonly start: number; readonly end: number }

/**
 * A text with its comments blank: each of their characters is a space and lines stay lines, so that all offsets stay true. The comments stand in
 * source order.
 */
export function blankComments(text: string, comments: readonly Span[]): string {
  if (comments.length === 0) return text
  const parts: string[] = []
  let at = 0
  for (const { start, end } of comments) {
    parts.push(text.slice(at, start))
    for (at = start; at < end;) {
      const line = text.indexOf("\n", at)
      const stop = line === -1 || line >= end ? end : line
      parts.push(" ".repeat(stop - at))
      if (stop < end) parts.push("\n")
      at = stop < end ? stop + 1 : end
    }
  }
  parts.push(text.slice(at))
  return parts.join("")
}
