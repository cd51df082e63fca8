import type { StateBlock } from "markdown-it"
import { renderRaw } from "./raw-html.ts"

/** Safe markup as a block of its own. */
export function push(state: StateBlock, content: string): void {
  state.push("html_block", "", 0).content = content
}

/** Text that is not Markdown, as a paragraph of its own. */
export function pushText(state: StateBlock, text: string): void {
  if (text.trim() !== "") push(state, `<p>${renderRaw(text.trim())}</p>`)
}

/** True for a line indented less than the list item we are in: it belongs to what comes after the item. */
export function leavesContainer(state: StateBlock, line: number): boolean {
  return (state.sCount[line] ?? 0) < state.blkIndent && !state.isEmpty(line)
}

/** A line without its indentation and without the marks of the containers around it. */
export function lineAt(state: StateBlock, line: number): string {
  return state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line])
}

/** True for a line so far indented that Markdown makes it code. */
export function isIndentedCode(state: StateBlock, line: number): boolean {
  return (state.sCount[line] ?? 0) - state.blkIndent >= 4
}
