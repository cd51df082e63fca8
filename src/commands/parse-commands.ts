/** One `/expert …` line of a comment. */
export interface CommandLine {
  /** Lower case; empty for a bare `/expert`. Hostile text. */
  readonly word: string
  /** The words after it as written. Hostile text. */
  readonly arguments: readonly string[]
}

// More in one comment is noise or an attack.
const maxCommands = 10

/**
 * The commands of a comment, in order. A command is a line of its own with at most three spaces before it, as in Markdown
 * a paragraph may have; what is quoted, shown as code or hidden in an HTML comment was not said. Never throws.
 */
export function parseCommands(body: string): CommandLine[] {
  const commands: CommandLine[] = []
  for (const line of spokenLines(body)) {
    const match = /^ {0,3}\/expert(?:[ \t]+(.*))?$/i.exec(line.trimEnd())
    if (match === null) continue
    const [word = "", ...rest] = (match[1] ?? "").split(/[ \t]+/).filter((part) => part !== "")
    commands.push({ word: word.toLowerCase(), arguments: rest })
    if (commands.length === maxCommands) break
  }
  return commands
}

// Lines outside of fenced code and HTML comments. Quotes and indented code never match the command pattern by themselves.
function* spokenLines(body: string): Generator<string> {
  let fence: string | null = null
  let isHidden = false
  for (const line of body.split(/\r\n|\r|\n/)) {
    if (fence !== null) {
      if (closesFence(line, fence)) fence = null
    } else if (isHidden) {
      isHidden = !line.includes("-->")
    } else {
      fence = openedFence(line)
      if (fence !== null) continue
      isHidden = line.lastIndexOf("<!--") > line.lastIndexOf("-->")
      yield line
    }
  }
}

function openedFence(line: string): string | null {
  const match = /^ {0,3}(?:(`{3,})[^`]*|(~{3,}).*)$/.exec(line)
  return match?.[1] ?? match?.[2] ?? null
}

function closesFence(line: string, fence: string): boolean {
  const match = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(line)
  return match?.[1] !== undefined && match[1][0] === fence[0] && match[1].length >= fence.length
}
