import type { Colors } from "../terminal.ts"
import { cutToWidth, foldCode } from "./display-width.ts"
import { neutralise } from "./neutralise.ts"

const contextLines = 2
// A finding over a whole function shows its beginning and its end.
const mostMarkedLines = 9
// The defect may stand at the end of a long line, so a marked line is folded; a minified one is not worth a screen.
const mostFolds = 4

/** Lines of a file with their numbers: the marked range bright, two lines around it dim. Empty when the range is outside. */
export function renderCodeFrame(
  text: string,
  range: { readonly startLine: number; readonly endLine: number },
  { color, width }: { readonly color: Colors; readonly width: number },
): string[] {
  const lines = text.split("\n")
  if (lines.at(-1) === "") lines.pop()
  if (range.startLine < 1 || range.startLine > lines.length) return []
  const end = Math.min(Math.max(range.endLine, range.startLine), lines.length)
  const first = Math.max(1, range.startLine - contextLines)
  const last = Math.min(lines.length, end + contextLines)
  const digits = String(last).length
  const frame: string[] = []
  for (let number = first; number <= last; number++) {
    const hidden = hiddenLines(range.startLine, end)
    if (hidden && number === hidden.from) {
      frame.push(color.dim(`  ${"⋮".padStart(digits)} │ ${hidden.to - hidden.from + 1} more lines`))
      number = hidden.to
      continue
    }
    const code = printableCode(lines[number - 1] ?? "")
    const label = String(number).padStart(digits)
    const room = width - digits - 5
    if (number < range.startLine || number > end) {
      frame.push(color.dim(`  ${label} │ ${cutToWidth(code, room)}`.trimEnd()))
      continue
    }
    const [start = "", ...folds] = foldCode(code, room, mostFolds)
    frame.push(`${color.red("▶")} ${color.bold(label)} ${color.red("┃")} ${start}`.trimEnd())
    frame.push(...folds.map((fold) => `  ${" ".repeat(digits)} ${color.red("┃")} ${fold}`.trimEnd()))
  }
  return frame
}

/** One line of code as it may be printed: tabs as spaces, no carriage return at the end, nothing a terminal obeys. */
export function printableCode(line: string): string {
  // Only the visible start of a huge line is worth the work.
  const start = line.length > 2000 ? line.slice(0, 2000) : line
  return neutralise(start.replace(/\r$/u, "").replaceAll("\t", "    "))
}

function hiddenLines(start: number, end: number): { from: number; to: number } | null {
  if (end - start + 1 <= mostMarkedLines) return null
  return { from: start + 5, to: end - 3 }
}
