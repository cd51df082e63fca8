import type { MarkdownIt, StateBlock, StateCore, StateInline, Token } from "markdown-it"
import { escapeHtml } from "./html.ts"

const inlineTags = new Set(["b", "strong", "i", "em", "code", "kbd", "sub", "sup", "del", "ins", "s"])
const tag = /^<(\/?)([a-z]+) ?(\/?)>/i
const detailsOpen = /^<details( open)?>/i

/**
 * Teaches the parser, which knows no HTML, exactly the HTML our reports are written with. Tags are rebuilt from their
 * names, never copied, and elements are closed in the comment that opened them, so nothing can reach out of its comment.
 */
export function allowedHtml(markdown: MarkdownIt): void {
  const interrupts = { alt: ["paragraph", "blockquote", "list"] }
  markdown.block.ruler.before("fence", "html_comment", parseCommentBlock, interrupts)
  markdown.block.ruler.before("fence", "details", parseDetails, interrupts)
  markdown.inline.ruler.before("autolink", "html_comment", skipComment)
  markdown.inline.ruler.before("autolink", "inline_tag", parseInlineTag)
  markdown.core.ruler.after("inline", "balance_tags", balanceTags)
}

// From a line that starts with `<!--` through the line that holds `-->`; without an end the rest is hidden. Like on GitHub,
// what stands behind the end on its line is HTML and not Markdown.
function parseCommentBlock(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  if (isIndentedCode(state, startLine) || !lineAt(state, startLine).startsWith("<!--")) return false
  if (silent) return true
  let last = startLine
  while (
    last < endLine - 1 &&
    !lineAt(state, last)
      .slice(last === startLine ? 4 : 0)
      .includes("-->")
  )
    last++
  const behind = lineAt(state, last).split("-->").slice(1).join("-->").trim()
  if (behind !== "") push(state, `<p>${renderRaw(behind)}</p>`)
  state.line = last + 1
  return true
}

// Where the last comment of a text ends: asked once, or a text full of openings would be searched from each of them.
const lastEnds = new WeakMap<StateInline, number>()

function skipComment(state: StateInline, silent: boolean): boolean {
  if (!state.src.startsWith("<!--", state.pos)) return false
  const lastEnd = lastEnds.get(state) ?? state.src.lastIndexOf("-->")
  lastEnds.set(state, lastEnd)
  if (lastEnd < state.pos + 4) return false
  const end = state.src.indexOf("-->", state.pos + 4)
  if (end > state.posMax) return false
  if (!silent) state.push("text", "", 0).content = ""
  state.pos = end + 3
  return true
}

/**
 * `<details>`, optionally ` open`, at the start of a line, up to its own `</details>` or the end of what contains it. Like
 * on GitHub, lines before the first empty line are HTML: a forgotten empty line shows here as it would show there.
 */
function parseDetails(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const opening = detailsOpen.exec(lineAt(state, startLine))
  if (isIndentedCode(state, startLine) || !opening) return false
  if (silent) return true
  const close = findClose(state, startLine, endLine)
  let bodyStart = startLine
  while (bodyStart < close && lineAt(state, bodyStart).trim() !== "") bodyStart++
  const head = Array.from({ length: bodyStart - startLine }, (_, index) => lineAt(state, startLine + index))
    .join("\n")
    .slice(opening[0].length)
  const summary = /^\s*<summary>([\s\S]*?)<\/summary>/i.exec(head)
  const rest = head
    .slice(summary?.[0].length ?? 0)
    .replace(/<\/details>\s*$/i, "")
    .trim()

  push(state, `<details${opening[1] ? " open" : ""}><summary>${renderRaw(summary?.[1] ?? "Details")}</summary>`)
  if (rest !== "") push(state, `<p>${renderRaw(rest)}</p>`)
  // The parser stops at its limit of levels; without counting, a tower of details would overflow the stack.
  state.level++
  if (bodyStart < close) state.md.block.tokenize(state, bodyStart, close)
  state.level--
  push(state, "</details>")
  state.line = Math.min(close + 1, endLine)
  return true
}

function findClose(state: StateBlock, startLine: number, endLine: number): number {
  let depth = 0
  let fence: string | null = null
  for (let line = startLine; line < endLine; line++) {
    const text = lineAt(state, line)
    const mark = /^(`{3,}|~{3,})/.exec(text)?.[1]
    if (fence !== null) {
      if (mark?.startsWith(fence)) fence = null
      continue
    }
    if (mark) {
      fence = mark
      continue
    }
    depth += text.match(/<details( open)?>/gi)?.length ?? 0
    depth -= text.match(/<\/details>/gi)?.length ?? 0
    if (depth <= 0) return line
  }
  return endLine
}

/** HTML outside Markdown: allowed tags act when they are closed, the rest is text; character references keep their meaning. */
function renderRaw(text: string): string {
  let html = ""
  const open: string[] = []
  const shown = text.replace(/<!--[\s\S]*?(-->|$)/g, "")
  for (const [part] of shown.matchAll(/<\/?[a-z]+>|&(?:[a-z]+|#\d+);|[\s\S]/gi)) {
    const [, slash, name = ""] = tag.exec(part) ?? []
    if (inlineTags.has(name.toLowerCase())) {
      if (slash === "") {
        open.push(name.toLowerCase())
        html += `<${name.toLowerCase()}>`
      } else if (open.at(-1) === name.toLowerCase()) html += `</${open.pop()}>`
    } else html += /^&.+;$/.test(part) ? part : escapeHtml(part)
  }
  return (
    html +
    open
      .reverse()
      .map((name) => `</${name}>`)
      .join("")
  )
}

function parseInlineTag(state: StateInline, silent: boolean): boolean {
  const match = tag.exec(state.src.slice(state.pos, Math.min(state.posMax, state.pos + 12)))
  const name = match?.[2]?.toLowerCase() ?? ""
  if (!match || !(inlineTags.has(name) || name === "br")) return false
  if (!silent) {
    // Nesting stays 0: the parser keeps a stack by it and a lone closing tag would empty that.
    state.push(name === "br" ? "hardbreak" : "inline_tag", name, 0).content = match[0]
  }
  state.pos += match[0].length
  return true
}

// Only pairs act; a lone tag is shown as the text it is.
function balanceTags(state: StateCore): void {
  for (const { children } of state.tokens) {
    const open: Token[] = []
    for (const token of children ?? []) {
      if (token.type !== "inline_tag") continue
      if (!token.content.startsWith("</")) {
        open.push(token)
        continue
      }
      const partner = open.at(-1)
      if (partner?.tag !== token.tag) continue
      open.pop()
      for (const [side, slash] of [
        [partner, ""],
        [token, "/"],
      ] as const) {
        side.type = "html_inline"
        side.content = `<${slash}${token.tag}>`
      }
    }
    for (const token of children ?? []) if (token.type === "inline_tag") token.type = "text"
  }
}

function push(state: StateBlock, content: string): void {
  state.push("html_block", "", 0).content = content
}

function lineAt(state: StateBlock, line: number): string {
  return state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line])
}

function isIndentedCode(state: StateBlock, line: number): boolean {
  return (state.sCount[line] ?? 0) - state.blkIndent >= 4
}
