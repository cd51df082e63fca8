/**
 * What GitHub takes, and how a text is cut to it. All limits are applied to UTF-8 bytes: GitHub documents characters for some and
 * leaves the unit open for others, and a text within a limit in bytes is within it in characters too.
 */
export const limits = {
  // Issue, review and review comment bodies: "Body is too long (maximum is 65536 characters)". The rest is room for what publishing adds: a line, or masks longer than what they hide.
  body: 60_000,
  // `output.summary` and `output.text` of a check run are 65,535 characters in the OpenAPI description of checks/create; less the same room.
  checkText: 65_000,
  // `output.title` has no documented limit; longer ones are cut by the page anyway.
  checkTitle: 120,
  // Annotation `message` is 64 KB in the OpenAPI description; nobody reads more than this in the Files tab.
  annotationMessage: 4_000,
  // Annotation `title` is 255 characters in the OpenAPI description.
  annotationTitle: 255,
  // Our own, in characters before a suggestion and without opening anything: short comments lead to changes more often (arXiv 2508.18771).
  comment: 600,
  // Our own: file comments cannot be part of the one review, so each is a notification.
  fileComments: 5,
} as const

/** Takes any text, returns its length in UTF-8 bytes (a lone surrogate counts as the three bytes of U+FFFD). */
export function byteLength(text: string): number {
  let bytes = 0
  for (const character of text) bytes += widthOf(character)
  return bytes
}

/** Takes one line of plain text, returns it with at most `limit` bytes, ended by "…" when something was cut. */
export function truncateLine(text: string, limit: number): string {
  if (byteLength(text) <= limit) return text
  return `${takeBytes(text, limit - byteLength("…"))}…`
}

/**
 * Takes Markdown, returns at most `limit` bytes of it. Cuts between lines, closes a fence or `<details>` that the cut left open, and
 * ends with a line that says how many lines are missing and `where` they can be read.
 */
export function truncateMarkdown(text: string, limit: number, where: string): string {
  if (byteLength(text) <= limit) return text
  const lines = text.split("\n")
  let room = limit - byteLength(noteOf(lines.length, where))
  const kept: string[] = []
  const open = { fence: "", details: 0 }
  for (const line of lines) {
    const needed = byteLength(line) + 1
    const next = openAfter(open, line)
    if (needed + byteLength(closing(next)) > room) break
    Object.assign(open, next)
    kept.push(line)
    room -= needed
  }
  return `${kept.join("\n")}${closing(open)}${noteOf(lines.length - kept.length, where)}`
}

/** Takes the sizes of some texts and the room for all of them, returns the room for each: short ones get what they need, long ones the same. */
export function shareRoom(sizes: readonly number[], room: number): number[] {
  let left = room
  const shares = new Map<number, number>()
  const ascending = sizes.map((size, index) => ({ size, index })).toSorted((a, b) => a.size - b.size)
  ascending.forEach(({ size, index }, done) => {
    const share = Math.min(size, Math.floor(left / (sizes.length - done)))
    shares.set(index, share)
    left -= share
  })
  return sizes.map((_, index) => shares.get(index)!)
}

interface OpenBlocks {
  readonly fence: string
  readonly details: number
}

function openAfter({ fence, details }: OpenBlocks, line: string): OpenBlocks {
  const run = /^ *(`{3,}|~{3,})(.*)$/.exec(line)
  if (fence !== "") return { fence: run !== null && run[1]!.startsWith(fence) && run[2]!.trim() === "" ? "" : fence, details }
  if (run !== null) return { fence: run[1]!, details }
  return { fence, details: details + count(line, "<details>") - count(line, "</details>") }
}

function closing({ fence, details }: OpenBlocks): string {
  return `${fence === "" ? "" : `\n${fence}`}${"\n\n</details>".repeat(Math.max(0, details))}`
}

function noteOf(lines: number, where: string): string {
  return `\n\n_Cut here: ${lines} more ${lines === 1 ? "line" : "lines"} did not fit.${where === "" ? "" : ` ${where}`}_`
}

function count(line: string, tag: string): number {
  return line.split(tag).length - 1
}

function takeBytes(text: string, limit: number): string {
  let bytes = 0
  let taken = ""
  for (const character of text) {
    bytes += widthOf(character)
    if (bytes > limit) break
    taken += character
  }
  return taken
}

function widthOf(character: string): number {
  const code = character.codePointAt(0)!
  if (code < 0x80) return 1
  if (code < 0x800) return 2
  return code < 0x1_0000 ? 3 : 4
}
