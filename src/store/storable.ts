/** Takes any text, returns what PostgreSQL's text can hold: no NUL, no half of a surrogate pair. */
export function storable(text: string): string {
  return text.replaceAll("\u0000", "\uFFFD").toWellFormed()
}
