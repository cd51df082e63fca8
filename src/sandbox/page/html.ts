/** Markup that is known to be safe. Everything else that reaches a page is text and gets escaped. */
export class Html {
  readonly markup: string

  constructor(markup: string) {
    this.markup = markup
  }
}

export type HtmlValue = Html | string | number | null | undefined | false | readonly HtmlValue[]

/**
 * Template tag: markup is what the source says, every inserted value is escaped text unless it is `Html` already.
 * `null`, `undefined` and `false` insert nothing; lists are joined. Not called "html", because formatters rewrite the inside
 * of such templates, and white space in code lines is content.
 */
export function markup(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(parts.reduce((text, part, index) => text + markupOf(values[index - 1]) + part))
}

/** Text as it may stand between tags and inside quoted attributes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" }

function markupOf(value: HtmlValue): string {
  if (value === null || value === undefined || value === false) return ""
  if (value instanceof Html) return value.markup
  if (typeof value === "string") return escapeHtml(value)
  if (typeof value === "number") return String(value)
  return value.map(markupOf).join("")
}
