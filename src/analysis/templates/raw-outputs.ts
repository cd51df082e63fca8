import type { TemplateEngine } from "./template-engine.ts"

/** A place in a view that writes a value without escaping it. */
export interface RawOutput {
  /** As written between the marks, without filters. */
  readonly expression: string
  /** The whole output with its marks. */
  readonly code: string
  readonly start: number
  readonly end: number
}

const MAX_OUTPUTS = 500
const MAX_LENGTH = 400

/**
 * The unescaped outputs of a view, in order. Reads the text once from the front; nothing is compiled or run. `escapes` says whether
 * the engine's automatic escaping is on where the view does not say otherwise.
 */
export function rawOutputsIn(text: string, engine: TemplateEngine, escapes: boolean): RawOutput[] {
  switch (engine) {
    case "EJS":
      return delimited(text, "<%", "%>", (inner) => (inner.startsWith("-") ? inner.slice(1).replace(/[-_]$/, "") : null))
    case "Eta":
      return delimited(text, "<%", "%>", (inner) =>
        inner.startsWith("~") ? inner.slice(1) : !escapes && inner.startsWith("=") ? inner.slice(1) : null,
      )
    case "Handlebars":
    case "Mustache":
      return mustaches(text, escapes)
    case "Pug":
      return pugOutputs(text)
    case "LiquidJS":
      // LiquidJS escapes nothing unless its option outputEscape is set; that is judged only where a flow arrives.
      return delimited(text, "{{", "}}", (inner) =>
        /\|\s*(?:escape|escape_once|strip_html|url_encode|json)\b/.test(inner) ? null : beforeFilter(inner),
      )
    case "Dust":
      return [...text.matchAll(/\{([A-Za-z_$][\w$.]{0,80})((?:\|\w{1,10}){1,5})\}/g)]
        .filter((match) => /\|s(?:\||$)/.test(match[2] ?? ""))
        .slice(0, MAX_OUTPUTS)
        .map((match) => output(text, match[1] ?? "", match.index, match.index + match[0].length))
    case "Nunjucks":
    case "Swig":
      return jinjaOutputs(text, escapes)
  }
}

/** Where a helper of the template language runs a value as code: `{@if cond="'{device}' == 'x'"}` of Dust. */
export function evaluatedIn(text: string, engine: TemplateEngine): RawOutput[] {
  if (engine !== "Dust") return []
  return [...text.matchAll(/\{@if\s+cond="([^"\n]{1,400})"/g)]
    .slice(0, MAX_OUTPUTS)
    .flatMap((match) =>
      [...(match[1] ?? "").matchAll(/\{([A-Za-z_$][\w$.]{0,80})(?:\|\w{1,10}){0,5}\}/g)].map((inner) =>
        output(text, inner[1] ?? "", match.index, match.index + match[0].length),
      ),
    )
}

function delimited(text: string, open: string, close: string, raw: (inner: string) => string | null): RawOutput[] {
  const found: RawOutput[] = []
  for (let at = text.indexOf(open); at !== -1 && found.length < MAX_OUTPUTS; at = text.indexOf(open, at)) {
    const end = text.indexOf(close, at + open.length)
    if (end === -1) break
    const expression = raw(text.slice(at + open.length, end))
    if (expression !== null && end - at < MAX_LENGTH) found.push(output(text, expression, at, end + close.length))
    at = end + close.length
  }
  return found
}

function output(text: string, expression: string, start: number, end: number): RawOutput {
  return { expression: expression.trim(), code: text.slice(start, end).replace(/\s+/g, " "), start, end }
}

function mustaches(text: string, escapes: boolean): RawOutput[] {
  const found: RawOutput[] = []
  for (let at = text.indexOf("{{"); at !== -1 && found.length < MAX_OUTPUTS; at = text.indexOf("{{", at)) {
    const isTriple = text[at + 2] === "{"
    const close = isTriple ? "}}}" : text.startsWith("{{!--", at) ? "--}}" : "}}"
    const end = text.indexOf(close, at)
    if (end === -1) break
    const inner = text.slice(at + (isTriple ? 3 : 2), end).replace(/^~|~$/g, "")
    const isRaw = isTriple || inner.startsWith("&") || (!escapes && /^[\w@.]/.test(inner.trim()))
    if (isRaw && end - at < MAX_LENGTH) found.push(output(text, inner.replace(/^&/, ""), at, end + close.length))
    at = end + close.length
  }
  return found
}

function beforeFilter(inner: string): string {
  return inner.replace(/^-|-$/g, "").split("|")[0] ?? ""
}

// `{% autoescape false %}` switches it off up to `{% endautoescape %}`.
function jinjaOutputs(text: string, escapes: boolean): RawOutput[] {
  const found: RawOutput[] = []
  const blocks: boolean[] = [escapes]
  for (let at = text.indexOf("{"); at !== -1 && found.length < MAX_OUTPUTS; at = text.indexOf("{", at)) {
    const mark = text[at + 1]
    const close = mark === "{" ? "}}" : mark === "%" ? "%}" : mark === "#" ? "#}" : null
    const end = close === null ? -1 : text.indexOf(close, at + 2)
    if (close === null || end === -1) {
      at += 1
      continue
    }
    const inner = text.slice(at + 2, end)
    if (mark === "%") {
      const block = /^-?\s*(end)?autoescape(?:\s+(\w+))?/.exec(inner)
      if (block?.[1] && blocks.length > 1) blocks.pop()
      else if (block && !block[1] && blocks.length < 20) blocks.push(block[2] !== "false")
    } else if (mark === "{" && end - at < MAX_LENGTH) {
      const isSafe = /\|\s*(?:safe|raw)\b/.test(inner)
      const isEscaped = /\|\s*(?:e|escape|forceescape|striptags|urlencode|json|dump|length)\b/.test(inner)
      if (isSafe || (!blocks.at(-1) && !isEscaped)) found.push(output(text, beforeFilter(inner), at, end + close.length))
    }
    at = end + close.length
  }
  return found
}

// `!{x}` in a text, `p!= x` and `!= x` at the end of a tag.
function pugOutputs(text: string): RawOutput[] {
  const found: RawOutput[] = []
  let start = 0
  for (const line of text.split("\n")) {
    if (found.length >= MAX_OUTPUTS) break
    const trimmed = line.trimStart()
    if (!trimmed.startsWith("//") && line.length < 2000) {
      const buffered = /^(?:[\w#.:-]+(?:\([^()]{0,300}\))?)?!=(?!=)\s*(.+)$/.exec(trimmed)
      if (buffered?.[1]) found.push(output(text, buffered[1], start + line.length - trimmed.length, start + line.trimEnd().length))
      for (let at = line.indexOf("!{"); at !== -1; at = line.indexOf("!{", at + 2)) {
        const end = line.indexOf("}", at)
        if (end === -1) break
        found.push(output(text, line.slice(at + 2, end), start + at, start + end + 1))
      }
    }
    start += line.length + 1
  }
  return found
}
