/** The first step of request data, in words. */
export function describeSource(source: string): string {
  return `\`${source}\` is what the client sends`
}

/** Code of the repository as it may stand inside a Markdown code span, at most 40 characters. */
export function oneLine(code: string): string {
  return code.replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 40)
}

/** Code of the repository as a Markdown code span. */
export function quote(code: string): string {
  const flat = code.replace(/\s+/g, " ").replaceAll("`", "'")
  return `\`${flat.length > 70 ? `${flat.slice(0, 67)}…` : flat}\``
}
