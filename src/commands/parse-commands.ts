import MarkdownIt from "markdown-it"

/** One `/expert …` line of a comment. */
export interface CommandLine {
  /** Lower case; empty for a bare `/expert`. Hostile text. */
  readonly word: string
  /** The words after it as written. Hostile text. */
  readonly arguments: readonly string[]
  /** Everything after the word, on one line. Hostile text. */
  readonly text: string
}

// More in one comment is noise or an attack.
const maxCommands = 10

// The parts of Markdown that decide whether a line was said: not emphasis or links, which only dress a text up. HTML is read so that what stands
// in a comment of HTML counts as hidden. Tables are left out: they are slow on hostile text, and no line of one begins with a command.
const markdown = new MarkdownIt("zero", { html: true, maxNesting: 20 })
  .enable(["code", "fence", "blockquote", "list", "html_block", "heading", "lheading", "hr"])
  .enable(["backticks", "escape", "html_inline", "newline"])
  // An escaped slash stays apart from the text, so that `\/expert` can be written about.
  .disable("text_join")

/**
 * The commands of a comment, in order. A command is a line of a paragraph that stands at the top level of the comment: what is quoted, listed,
 * shown as code or hidden in an HTML comment was not said. Never throws.
 */
export function parseCommands(body: string): CommandLine[] {
  if (!/\/expert/i.test(body)) return []
  const commands: CommandLine[] = []
  for (const line of spokenLines(body)) {
    const match = /^\/expert(?:[ \t]+(.*))?$/i.exec(line.trimEnd())
    if (match === null) continue
    const [word = "", ...rest] = (match[1] ?? "").split(/[ \t]+/).filter((part) => part !== "")
    commands.push({ word: word.toLowerCase(), arguments: rest, text: rest.join(" ") })
    if (commands.length === maxCommands) break
  }
  return commands
}

function* spokenLines(body: string): Generator<string> {
  const tokens = markdown.parse(body, {})
  for (const [index, token] of tokens.entries()) {
    const before = tokens[index - 1]
    // `level` counts what a paragraph stands in: quotes, lists.
    if (token.type === "inline" && before?.type === "paragraph_open" && before.level === 0) yield* linesOf(token.children ?? [])
  }
}

type Token = ReturnType<typeof markdown.parse>[number]

// Written together again as people see it, with the backticks of code.
function* linesOf(children: readonly Token[]): Generator<string> {
  let line = ""
  let isSaid = false
  for (const child of children) {
    if (child.type === "softbreak" || child.type === "hardbreak") {
      if (isSaid) yield line
      line = ""
      isSaid = false
      continue
    }
    if (line === "") isSaid = child.type === "text"
    line += child.type === "code_inline" ? `${child.markup}${child.content}${child.markup}` : child.content
  }
  if (isSaid) yield line
}
