import { parseSync } from "oxc-parser"
import type { Program } from "oxc-parser"
import { indexLines } from "./line-index.ts"
import type { LineIndex } from "./line-index.ts"
import { nestingProblem } from "./nesting.ts"

// Above this it is data or a bundle; nobody reviews it line by line (static-analysis.md 3).
const MAX_CHARACTERS = 1_000_000
// For each error the parser quotes the whole line: a line of 60,000 characters with 20,000 errors takes 4 GB.
const MAX_LINE = 20_000
const MAX_RECOVERIES = 6

export interface ParsedSource {
  readonly text: string
  readonly lines: LineIndex
  readonly program: Program
  /** Comments with offsets, in source order. */
  readonly comments: readonly { readonly value: string; readonly start: number; readonly end: number }[]
  /** In words with a line number, when a part of the file could not be parsed; that part is blank in `program`. */
  readonly problem: string | null
}

/**
 * Parses JavaScript or TypeScript. A statement with a syntax error is left out and the rest is still given.
 * Contract: never throws; a refusal (too large, too deep, hopeless) is a sentence.
 */
export function parseSource(path: string, text: string): ParsedSource | string {
  if (text.length > MAX_CHARACTERS) return "larger than 1 MB"
  const nesting = nestingProblem(text)
  if (nesting !== null) return nesting
  const lines = indexLines(text)
  for (let line = 1; line <= lines.count; line++)
    if (lines.endOf(line) - lines.startOf(line) > MAX_LINE) return `a line of more than ${MAX_LINE} characters`
  let remaining = withoutFlowMark(text)
  let problem: string | null = null
  for (let attempt = 0; attempt <= MAX_RECOVERIES; attempt++) {
    const result = parseOnce(path, remaining)
    if (typeof result === "string") return result
    const error = result.errors[0]
    if (error) problem ??= describe(error.message, lines.lineAt(error.labels[0]?.start ?? 0))
    if (!error || result.program.body.length > 0) {
      return { text, lines, program: result.program, comments: result.comments, problem }
    }
    const offset = error.labels[0]?.start ?? 0
    const next = blankStatementAt(remaining, offset)
    if (next === remaining) break
    remaining = next
  }
  return problem ?? "cannot be parsed"
}

function parseOnce(path: string, text: string) {
  try {
    // Commands have no ending.
    const named = /\.\w+$/.test(path) ? path : `${path}.js`
    const first = parseSync(named, text, { preserveParens: false, sourceType: "unambiguous" })
    if (first.errors.length === 0) return first
    // JSX in .js is common; CommonJS files may use `return` or `await` in ways only a script or module allows.
    for (const lang of /\.[cm]?js$/.test(named) ? (["jsx", "tsx"] as const) : path.endsWith(".jsx") ? (["tsx"] as const) : []) {
      const second = parseSync(named, text, { preserveParens: false, lang, sourceType: "unambiguous" })
      if (second.errors.length === 0) return second
    }
    const script = parseSync(named, text, { preserveParens: false, sourceType: "commonjs" })
    return script.errors.length === 0 ? script : first
  } catch (error) {
    return `the parser gave up: ${error instanceof Error ? error.message.slice(0, 120) : "unknown reason"}`
  }
}

// The parser refuses a file marked as Flow as a whole, though most of its annotations are TypeScript's too and are read as such. A
// second parser for the rest would cost 6 MB and three times the time; a statement that only Flow knows is left out and named.
function withoutFlowMark(text: string): string {
  const at = text.slice(0, 2_000).search(/(?<=^[ \t]*(?:\/\/|\/\*+|\*)[^\n]{0,200})@flow\b/m)
  return at === -1 ? text : `${text.slice(0, at)}     ${text.slice(at + "@flow".length)}`
}

function describe(message: string, line: number): string {
  return `syntax error at line ${line}: ${message.slice(0, 120)}`
}

/** Overwrites the top-level statement around an offset with spaces, so that all other offsets stay true. */
function blankStatementAt(text: string, offset: number): string {
  let start = Math.min(offset, text.length)
  do start = text.lastIndexOf("\n", start - 1)
  while (start > 0 && !/^[A-Za-z_$@]/.test(text.slice(start + 1, start + 2)))
  const from = Math.max(start, 0)
  const following = /\n(?=[A-Za-z_$@])/g
  following.lastIndex = Math.max(offset, from + 1)
  const end = following.exec(text)?.index ?? text.length
  return text.slice(0, from) + text.slice(from, end).replace(/[^\r\n]/g, " ") + text.slice(end)
}
