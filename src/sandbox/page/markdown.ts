import MarkdownIt from "markdown-it"
import { alertsAndTasks } from "./markdown-blocks.ts"
import { allowedHtml } from "./markdown-html.ts"
import { highlightLines, languageOfFence, renderLine } from "./highlight.ts"
import { Html, markup } from "./html.ts"
import { type Anchor, renderSuggestion } from "./suggestion.ts"

const markdown = new MarkdownIt({ html: false, linkify: true, breaks: true }).use(allowedHtml).use(alertsAndTasks)

markdown.renderer.rules["fence"] = (tokens, index, _options, environment) => {
  const token = tokens[index]
  const language = token?.info.trim().split(/\s+/)[0]?.toLowerCase() ?? ""
  const code = (token?.content ?? "").replace(/\n$/, "")
  if (language === "suggestion") return renderSuggestion(token?.content ?? "", (environment?.["anchor"] ?? null) as Anchor | null).markup
  const lines = highlightLines(code, languageOfFence(language)).map((line) => renderLine(line))
  return markup`<pre class="code"><code>${lines.flatMap((line, at) => (at === 0 ? [line] : ["\n", line]))}</code></pre>`.markup
}

markdown.renderer.rules["link_open"] = (tokens, index, options, _environment, self) => {
  tokens[index]?.attrSet("rel", "nofollow noopener noreferrer")
  return self.renderToken(tokens, index, options)
}

// A page of the sandbox asks nobody outside for anything, so a picture is named and linked instead of loaded.
markdown.renderer.rules["image"] = (tokens, index) => {
  const token = tokens[index]
  const source = String(token?.attrGet("src") ?? "")
  return markup`<a class="picture" href="${source}" rel="nofollow noopener noreferrer">${token?.content === "" ? "image" : token?.content}</a>`
    .markup
}

// The parser aligns with style attributes, which the pages' security policy forbids.
for (const cell of ["th_open", "td_open"]) {
  markdown.renderer.rules[cell] = (tokens, index, options, _environment, self) => {
    const token = tokens[index]
    const alignment = /text-align:(right|center)/.exec(String(token?.attrGet("style")))?.[1]
    if (token) token.attrs = alignment === undefined ? null : [["class", `align-${alignment}`]]
    return self.renderToken(tokens, index, options)
  }
}

markdown.renderer.rules["table_open"] = () => `<div class="table"><table>`
markdown.renderer.rules["table_close"] = () => "</table></div>"

/**
 * Markdown as GitHub shows it in comments: tables, task lists, alerts, hard line breaks, `suggestion` fences as a small
 * diff. Of HTML only comments (hidden), `<details>` and a few attribute-less inline tags act; the rest is shown as text.
 */
export function renderMarkdown(text: string, anchor: Anchor | null = null): Html {
  return markup`<div class="markdown">${new Html(markdown.render(text, { anchor }))}</div>`
}
