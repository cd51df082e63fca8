import type { MarkdownIt, StateBlock, StateCore, StateInline, Token } from "markdown-it"
import { isIndentedCode, leavesContainer, lineAt, pushText } from "./block-lines.ts"
import { parseDetails } from "./markdown-details.ts"
import { inlineTags } from "./raw-html.ts"

const tag = /^<(\/?)([a-z]+) ?(\/?)>/i

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
  let text = lineAt(state, startLine).slice("<!--".length)
  let next = startLine + 1
  while (!text.includes("-->") && next < endLine && !leavesContainer(state, next)) text = lineAt(state, next++)
  pushText(state, text.split("-->").slice(1).join("-->"))
  state.line = next
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
