import { escapeHtml } from "./html.ts"

/** Tags without attributes that may act inside a line. */
export const inlineTags: ReadonlySet<string> = new Set(["b", "strong", "i", "em", "code", "kbd", "sub", "sup", "del", "ins", "s"])

const tag = /^<(\/?)([a-z]+)>/i

/** HTML outside Markdown: allowed tags act when they are closed, the rest is text; character references keep their meaning. */
export function renderRaw(text: string): string {
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
