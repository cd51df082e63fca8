import highlighter from "highlight.js/lib/core"
import bash from "highlight.js/lib/languages/bash"
import css from "highlight.js/lib/languages/css"
import diff from "highlight.js/lib/languages/diff"
import dockerfile from "highlight.js/lib/languages/dockerfile"
import graphql from "highlight.js/lib/languages/graphql"
import ini from "highlight.js/lib/languages/ini"
import javascript from "highlight.js/lib/languages/javascript"
import json from "highlight.js/lib/languages/json"
import markdown from "highlight.js/lib/languages/markdown"
import sql from "highlight.js/lib/languages/sql"
import typescript from "highlight.js/lib/languages/typescript"
import xml from "highlight.js/lib/languages/xml"
import yaml from "highlight.js/lib/languages/yaml"
import { type Html, markup } from "./html.ts"

const languages = { bash, css, diff, dockerfile, graphql, ini, javascript, json, markdown, sql, typescript, xml, yaml }
for (const [name, language] of Object.entries(languages)) highlighter.registerLanguage(name, language)

// A map, not an object: an extension may be called "constructor".
const byExtension: ReadonlyMap<string, string> = new Map(
  Object.entries({
    cjs: "javascript",
    css: "css",
    env: "ini",
    gql: "graphql",
    graphql: "graphql",
    html: "xml",
    ini: "ini",
    js: "javascript",
    json: "json",
    jsonc: "json",
    jsx: "javascript",
    md: "markdown",
    mjs: "javascript",
    mts: "typescript",
    cts: "typescript",
    prisma: "graphql",
    sh: "bash",
    sql: "sql",
    toml: "ini",
    ts: "typescript",
    tsx: "typescript",
    xml: "xml",
    yaml: "yaml",
    yml: "yaml",
  }),
)

const aliases: ReadonlyMap<string, string> = new Map([
  ["docker", "dockerfile"],
  ["shell", "bash"],
  ["console", "bash"],
  ["jsonl", "json"],
])

// Beyond these the reader scrolls past anyway, and a minified line would cost seconds.
const maxCharacters = 200_000
const maxLineCharacters = 2_000

/** A run of characters of one line with the highlighter's classes, such as "hljs-keyword"; empty for plain text. */
export interface Segment {
  readonly text: string
  readonly classes: string
}

/** The highlighter's name for the language of a file, or `null` when it is not one we colour. */
export function languageOf(path: string): string | null {
  const name = (path.split("/").at(-1) ?? path).toLowerCase()
  if (/^(dockerfile|containerfile)/.test(name)) return "dockerfile"
  if (name.startsWith(".env")) return "ini"
  return byExtension.get(name.split(".").at(-1) ?? "") ?? null
}

/** The same for the word behind a code fence, which may be a language, an alias or an extension. */
export function languageOfFence(word: string): string | null {
  if (Object.hasOwn(languages, word)) return word
  return aliases.get(word) ?? byExtension.get(word) ?? null
}

/** Colours a whole text, then cuts it into lines, so that a template literal over many lines stays a string on each of them. */
export function highlightLines(text: string, language: string | null): Segment[][] {
  const lines = text.split("\n")
  const plain = () => lines.map((line) => [{ text: line, classes: "" }])
  if (language === null) return plain()
  if (text.length > maxCharacters || lines.some((line) => line.length > maxLineCharacters)) return plain()
  return cutIntoLines(highlighter.highlight(text, { language, ignoreIllegals: true }).value)
}

/** Characters `from` (inclusive) to `to` (exclusive) of a line that a reader should notice. */
export interface Mark {
  readonly from: number
  readonly to: number
}

/** One line as markup; marked ranges are wrapped in `<mark>`. */
export function renderLine(segments: readonly Segment[], marks: readonly Mark[] = []): Html {
  let offset = 0
  return markup`${segments.flatMap((segment) => {
    const start = offset
    offset += segment.text.length
    return cutAtMarks(segment.text, start, marks).map(({ text, marked }) => {
      const content = marked ? markup`<mark>${text}</mark>` : markup`${text}`
      return segment.classes === "" ? content : markup`<span class="${segment.classes}">${content}</span>`
    })
  })}`
}

function cutAtMarks(text: string, start: number, marks: readonly Mark[]): { text: string; marked: boolean }[] {
  const edges = new Set([0, text.length])
  for (const { from, to } of marks) for (const edge of [from - start, to - start]) if (edge > 0 && edge < text.length) edges.add(edge)
  const sorted = [...edges].sort((a, b) => a - b)
  return sorted.slice(1).map((end, index) => {
    const begin = sorted[index] ?? 0
    return { text: text.slice(begin, end), marked: marks.some(({ from, to }) => from <= start + begin && start + end <= to) }
  })
}

// The highlighter answers with nested spans and five entities, nothing else; they are read back into plain data so that
// escaping stays in one place.
function cutIntoLines(markup: string): Segment[][] {
  const lines: Segment[][] = [[]]
  const open: string[] = []
  for (const [token] of markup.matchAll(/<span class="[^"]*">|<\/span>|\n|[^<\n]+/g)) {
    if (token === "\n") lines.push([])
    else if (token === "</span>") open.pop()
    else if (token.startsWith("<")) open.push(token.slice('<span class="'.length, -2))
    else lines.at(-1)?.push({ text: unescape(token), classes: open.join(" ") })
  }
  return lines
}

function unescape(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#x27);/g, (_, name: string) => characters[name] ?? "")
}

const characters: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#x27": "'" }
