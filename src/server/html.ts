/** Markup that is safe to send: everything put into it was escaped or was markup itself. */
export interface Html {
  readonly text: string
}

type Part = string | number | Html | null | readonly Html[]

/** Template tag: strings are escaped, markup is kept, `null` is nothing. */
export function html(literals: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { text: literals.reduce((text, literal, index) => `${text}${renderPart(parts[index - 1] ?? null)}${literal}`) }
}

/** A whole page around a body. */
export function renderPage(title: string, body: Html): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          :root {
            color-scheme: light dark;
          }
          body {
            font:
              16px/1.55 system-ui,
              sans-serif;
            max-width: 42rem;
            margin: 10vh auto 4rem;
            padding: 0 1.25rem;
          }
          h1 {
            font-size: 1.5rem;
            line-height: 1.25;
          }
          code {
            font:
              0.9em ui-monospace,
              monospace;
            background: #8882;
            padding: 0.1em 0.35em;
            border-radius: 0.3em;
            overflow-wrap: anywhere;
          }
          button {
            font: inherit;
            font-weight: 600;
            padding: 0.5em 1.1em;
            border: 0;
            border-radius: 0.4em;
            background: #1f883d;
            color: #fff;
            cursor: pointer;
          }
          input {
            font: inherit;
            padding: 0.45em 0.6em;
            border: 1px solid #8888;
            border-radius: 0.4em;
            background: Canvas;
            color: CanvasText;
          }
          .alarm {
            border-left: 0.25rem solid #cf222e;
            padding: 0.25rem 1rem;
            background: #cf222e18;
          }
          li {
            margin: 0.35rem 0;
          }
        </style>
      </head>
      <body>
        ${body}
      </body>
    </html> `
}

function renderPart(part: Part): string {
  if (part === null) return ""
  if (typeof part === "string") return escapeHtml(part)
  if (typeof part === "number") return String(part)
  return "text" in part ? part.text : part.map(({ text }) => text).join("")
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" }

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? "")
}
