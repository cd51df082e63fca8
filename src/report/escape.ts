import { showInvisible } from "../hygiene/invisible.ts"
import { disarmOrders, disarmStart, disarmSummons } from "./disarm.ts"

// Everything quoted from a pull request is hostile: it must neither notify people, link, load, nor change the structure of what we
// write. Entities do not help against mentions, because GitHub looks for them in the rendered text; a code span does.

/** Takes a line of plain text, returns one line of Markdown that renders as that text; only code between backticks is kept as code. */
export function escapeText(text: string): string {
  const parts = splitSpans(oneLine(text)).map((part) => (part.code ? codeSpan(part.text) : wrapReferences(part.text, escapeInline)))
  // Quotation, heading or its underline, list: blocks that begin only at the start of a line.
  return disarmStart(
    parts
      .reduce(glue, "")
      .replace(/^(?=[>#=+-])/, "\\")
      .replace(/^(\d+)([.)])(?=\s|$)/, "$1\\$2"),
  )
}

/** Takes plain text in the middle of a line, returns Markdown that renders as it. */
export function escapeInline(plain: string): string {
  return plain.replace(/[\\`*_[\]<|~&$]/g, "\\$&")
}

/** Takes plain text, returns one line of Markdown: a code span whose delimiter is longer than any run of backticks inside. */
export function codeSpan(text: string): string {
  const content = disarmSummons(oneLine(text))
  if (content === "") return "` `"
  const fence = "`".repeat(longestRun(content) + 1)
  const pad = content.startsWith("`") || content.endsWith("`") ? " " : ""
  return `${fence}${pad}${content}${pad}${fence}`
}

/** Takes source text, returns a fenced block that it cannot leave. `language` is ours, never the pull request's. */
export function codeBlock(text: string, language: string): string {
  // A change that is offered has none: `applicableSuggestion` sees to that.
  const content = language === "suggestion" ? showInvisible(text) : disarmOrders(showInvisible(text))
  const fence = "`".repeat(Math.max(3, longestRun(content) + 1))
  return `${fence}${language}\n${content}\n${fence}`
}

/**
 * Takes Markdown written by a rule or a model around hostile quotations, returns Markdown that keeps paragraphs, lists, emphasis and code and
 * loses headings, HTML, images, links, tables, mentions and references. Every block it opens is closed.
 */
export function sanitizeMarkdown(text: string): string {
  const out: string[] = []
  let prose: string[] = []
  let block: { fence: string; language: string; lines: string[] } | null = null
  const flushProse = () => {
    if (prose.length > 0) out.push(sanitizeProse(prose.join("\n")))
    prose = []
  }
  for (const line of showInvisible(cut(text, longestProse)).trim().split("\n")) {
    const run = /^ {0,3}(`{3,})[ \t]*([A-Za-z]*)([^`]*)$/.exec(line)
    if (block !== null) {
      if (run !== null && run[1]!.length >= block.fence.length && `${run[2]}${run[3]}`.trim() === "") {
        out.push(codeBlock(block.lines.join("\n"), block.language))
        block = null
      } else block.lines.push(line)
    } else if (run !== null) {
      flushProse()
      // A rule's example is code to read; only a proven suggestion may be one to apply.
      block = { fence: run[1]!, language: run[2]!.toLowerCase() === "suggestion" ? "" : run[2]!, lines: [] }
    } else prose.push(line)
  }
  flushProse()
  if (block !== null) out.push(codeBlock(block.lines.join("\n"), block.language))
  return out.join("\n")
}

// Paragraph by paragraph, because a code span cannot reach over an empty line and a stray backtick must not pair up with a later one.
function sanitizeProse(prose: string): string {
  return prose
    .split(/(\n[ \t]*\n)/)
    .map((paragraph) =>
      splitSpans(paragraph)
        .map(({ code, text }) => (code ? codeSpan(text) : sanitizePlain(text)))
        .reduce(glue, "")
        .replace(blockStart, "$1\\$2"),
    )
    .join("")
    .split("\n")
    .map(disarmStart)
    .join("\n")
}

function sanitizePlain(text: string): string {
  return wrapReferences(text, (part) => part.replace(/[\\`<[\]|~&$]/g, "\\$&"))
}

// Looked for in the whole paragraph: an item that begins with code is no underline.
const blockStart = /^([ \t]*(?:[-*+][ \t]+|\d+[.)][ \t]+)*)(>|#{1,6}(?=\s|$)|=+[ \t]*$|-+[ \t]*$|_{3,}[ \t]*$|\*{3,}[ \t]*$)/gm

interface Part {
  readonly code: boolean
  readonly text: string
}

/** Takes a paragraph, returns its plain texts and the insides of its code spans in their order. */
export function splitSpans(paragraph: string): Part[] {
  const parts: Part[] = []
  let rest = paragraph
  for (;;) {
    const open = /(?<!`)`+(?!`)/.exec(rest)
    if (open === null) break
    const after = rest.slice(open.index + open[0].length)
    const close = new RegExp(`(?<!\`)${open[0]}(?!\`)`).exec(after)
    // Without a partner the run is plain text; so is an escaped one.
    const paired = close !== null && !isEscaped(rest, open.index)
    const end = open.index + open[0].length + (paired ? close.index + open[0].length : 0)
    if (paired) parts.push({ code: false, text: rest.slice(0, open.index) }, { code: true, text: after.slice(0, close.index).trim() })
    else parts.push({ code: false, text: rest.slice(0, end) })
    rest = rest.slice(end)
  }
  return [...parts, { code: false, text: rest }]
}

function isEscaped(text: string, index: number): boolean {
  let backslashes = 0
  while (text[index - 1 - backslashes] === "\\") backslashes++
  return backslashes % 2 === 1
}

/** Puts everything that GitHub would turn into a link or a notification into a code span and hands the rest to `escape`. */
export function wrapReferences(text: string, escape: (plain: string) => string): string {
  return wrap(text, reference, (plain) => wrap(plain, commit, escape))
}

function wrap(text: string, pattern: RegExp, rest: (plain: string) => string): string {
  let out = ""
  let last = 0
  for (const match of text.matchAll(pattern)) {
    out = glue(glue(out, rest(text.slice(last, match.index))), codeSpan(match[0]))
    last = match.index + match[0].length
  }
  return glue(out, rest(text.slice(last)))
}

/** Joins two pieces of Markdown. Two runs of backticks must not grow into one, or both code spans come undone. */
export function glue(left: string, right: string): string {
  return left.endsWith("`") && right.startsWith("`") ? `${left} ${right}` : left + right
}

function oneLine(text: string): string {
  return showInvisible(cut(text, longestLine)).replace(/\s+/g, " ").trim()
}

function longestRun(text: string): number {
  return text.match(/`+/g)?.reduce((longest, run) => Math.max(longest, run.length), 0) ?? 0
}

// In characters. A path of git has at most 4,096; nobody reads a longer line or message, and a minified file can bring a million.
const longestLine = 5_000
const longestProse = 20_000

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length).toWellFormed()}…`
}

// URLs, e-mail addresses (in other scripts too), mentions of people and teams, references to issues: `#1`, `GH-1`, `owner/name#1`, and to commits. What stands before the
// decisive sign is bounded, because a minified file holds words of a million letters and an unbounded look at each is quadratic.
const reference =
  /(?:(?:[a-z0-9+.-]{1,30}:)?\/\/|www\.|mailto:|xmpp:)[^\s`]+|[\w.+-]{0,64}@[\w][\w./-]*|[^\s`]{0,64}@[^\s`\w][^\s`]*|[\w./-]{0,140}#\d+[\w-]*|\w{0,20}GH-\d+[\w-]*/giu
const commit = /(?<![\w/.-])(?=[0-9a-f]{0,40}\d)(?=[0-9a-f]{0,40}[a-f])[0-9a-f]{7,40}(?![\w-])/gi
