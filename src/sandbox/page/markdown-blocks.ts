import type { MarkdownIt, StateCore } from "markdown-it"

const alert = /^\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*$/i
const task = /^\[([ xX])\]\s+/

/** GitHub's alerts (`> [!NOTE]`) and task lists (`- [x] done`). */
export function alertsAndTasks(markdown: MarkdownIt): void {
  markdown.core.ruler.after("balance_tags", "alerts", markAlerts)
  markdown.core.ruler.after("balance_tags", "tasks", markTasks)
}

function markAlerts(state: StateCore): void {
  state.tokens = state.tokens.flatMap((token, index) => {
    const [paragraph, inline, end] = state.tokens.slice(index + 1, index + 4)
    if (token.type !== "blockquote_open" || inline?.type !== "inline") return [token]
    const kind = alert.exec(inline.content.split("\n", 1)[0] ?? "")?.[1]?.toLowerCase()
    if (kind === undefined) return [token]
    token.attrSet("class", `alert alert-${kind}`)
    const children = inline.children ?? []
    const lineEnd = children.findIndex((child) => child.type === "softbreak" || child.type === "hardbreak")
    inline.children = lineEnd < 0 ? [] : children.slice(lineEnd + 1)
    if (inline.children.length === 0 && paragraph && end) paragraph.hidden = end.hidden = true
    const title = new state.Token("html_block", "", 0)
    title.content = `<p class="alert-title">${kind[0]?.toUpperCase()}${kind.slice(1)}</p>`
    return [token, title]
  })
}

function markTasks(state: StateCore): void {
  state.tokens.forEach((token, index) => {
    const item = state.tokens[index - 2]
    const first = token.children?.[0]
    if (token.type !== "inline" || item?.type !== "list_item_open" || first?.type !== "text") return
    const mark = task.exec(first.content)
    if (!mark) return
    item.attrJoin("class", "task")
    first.content = first.content.slice(mark[0].length)
    const box = new state.Token("html_inline", "", 0)
    box.content = `<input type="checkbox" disabled${mark[1] === " " ? "" : " checked"} aria-label="${mark[1] === " " ? "open" : "done"}"> `
    token.children?.unshift(box)
  })
}
