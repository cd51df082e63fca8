import type { StateBlock } from "markdown-it"
import { isIndentedCode, leavesContainer, lineAt, push, pushText } from "./block-lines.ts"
import { renderRaw } from "./raw-html.ts"

const detailsOpen = /^<details( open)?>/i

/**
 * `<details>`, optionally ` open`, at the start of a line, up to its own `</details>` or the end of what contains it. Like
 * on GitHub, lines before the first empty line are HTML: a forgotten empty line shows here as it would show there.
 */
export function parseDetails(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const opening = detailsOpen.exec(lineAt(state, startLine))
  if (isIndentedCode(state, startLine) || !opening) return false
  if (silent) return true
  const close = findClose(state, startLine, endLine)
  const bodyStart = findEmptyLine(state, startLine, close.line)
  const headEnd = bodyStart === close.line && close.closed ? close.line + 1 : bodyStart
  const lines = Array.from({ length: headEnd - startLine }, (_, index) => lineAt(state, startLine + index))
  const [head = "", ...behindHead] = splitAtClose(lines.join("\n").slice(opening[0].length))
  const summary = /^\s*<summary>([\s\S]*?)<\/summary>/i.exec(head)

  push(state, `<details${opening[1] ? " open" : ""}><summary>${renderRaw(summary?.[1] ?? "Details")}</summary>`)
  pushText(state, head.slice(summary?.[0].length ?? 0))
  if (headEnd < close.line) parseBody(state, headEnd, close)
  push(state, "</details>")
  const behind = headEnd > close.line ? behindHead : splitAtClose(lineAt(state, close.line)).slice(1)
  if (close.closed) pushText(state, behind.join(""))
  state.line = close.closed ? close.line + 1 : close.line
  return true
}

interface Close {
  readonly line: number
  /** False when the container ended before a `</details>` came; then `line` is the first line behind it. */
  readonly closed: boolean
}

function findClose(state: StateBlock, startLine: number, endLine: number): Close {
  let depth = 0
  let fence: string | null = null
  for (let line = startLine; line < endLine; line++) {
    if (leavesContainer(state, line)) return { line, closed: false }
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
    if (depth <= 0) return { line, closed: true }
  }
  return { line: endLine, closed: false }
}

function findEmptyLine(state: StateBlock, startLine: number, endLine: number): number {
  let line = startLine
  while (line < endLine && lineAt(state, line).trim() !== "") line++
  return line
}

/** What stands before the last `</details>` and what behind it; only the text when there is none. */
function splitAtClose(text: string): string[] {
  const at = text.toLowerCase().lastIndexOf("</details>")
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + "</details>".length)]
}

function parseBody(state: StateBlock, startLine: number, close: Close): void {
  const [before = ""] = close.closed ? splitAtClose(lineAt(state, close.line)) : []
  const lineEnd = state.eMarks[close.line]
  // Words before `</details>` on its line belong inside: for the parser the line ends with them.
  if (before.trim() !== "") state.eMarks[close.line] = (state.bMarks[close.line] ?? 0) + (state.tShift[close.line] ?? 0) + before.length
  const end = before.trim() === "" ? close.line : close.line + 1
  const outerEnd = state.lineMax
  state.lineMax = end
  // The parser stops at its limit of levels; without counting, a tower of details would overflow the stack.
  state.level++
  state.md.block.tokenize(state, startLine, end)
  state.level--
  state.lineMax = outerEnd
  if (lineEnd !== undefined) state.eMarks[close.line] = lineEnd
}
