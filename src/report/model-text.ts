import { showInvisible } from "../hygiene/invisible.ts"
import { disarmStart } from "./disarm.ts"
import { codeSpan, escapeInline, glue, splitSpans, wrapReferences } from "./escape.ts"

/**
 * Takes a text that a model wrote, returns Markdown of at most `most` characters that renders as paragraphs of plain text with code between
 * backticks and as nothing else: no link, image, HTML, heading, list, mention, reference or order to another program. Applied to its own result it
 * changes nothing.
 */
export function renderModelText(text: string, most: number): string {
  let room = most
  let rendered = render(cut(text, room))
  // Escapes make a text longer; what is measured is what is posted.
  while (rendered.length > most) {
    room = Math.floor(room * 0.8)
    rendered = render(cut(text, room))
  }
  return rendered
}

/** The same as one line: a title, a step. */
export function renderModelLine(text: string, most: number): string {
  return renderModelText(text.replace(/\s+/g, " "), most)
}

function render(text: string): string {
  // Whether a sign is drawn in colour is no matter, and whether it may stand depends on what is before it.
  return showInvisible(text.replace(/[\ufe0e\ufe0f]/g, ""))
    .split(/\n[ \t]*\n/)
    .map((paragraph) => renderParagraph(paragraph.replace(/\s+/g, " ").trim()))
    .filter((paragraph) => paragraph !== "")
    .join("\n\n")
}

function renderParagraph(line: string): string {
  const escaped = splitSpans(line)
    .map(({ code, text }) => (code ? codeSpan(text) : wrapReferences(unescape(text), escapeInline)))
    .reduce(glue, "")
    .trim()
  return disarmStart(
    escaped
      // Quotation, heading or its underline, list: blocks that begin only at the start of a line.
      .replace(/^(?=[>#=+-])/, "\\")
      .replace(/^(\d+)([.)])(?=\s|$)/, "$1\\$2"),
  )
}

// What is escaped is told apart from its escapes first, or an escape in the middle would hide a reference from us and not from GitHub.
function unescape(text: string): string {
  return text.replace(/\\([!-/:-@[-`{-~])/g, "$1")
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, Math.max(0, length - 1)).toWellFormed()}…`
}
