import { type PlacedFinding, type Severity, severities, type Suggestion } from "../../model/finding.ts"
import { countOf, duration } from "../../report/words.ts"
import type { Colors } from "../terminal.ts"
import { printableCode, renderCodeFrame } from "./code-frame.ts"
import { cutToWidth, displayWidth, foldCode, wrapText } from "./display-width.ts"
import { isComplete, type LocalReview } from "./local-review.ts"
import { neutralise, neutraliseLine } from "./neutralise.ts"

export interface PrettyOptions {
  readonly color: Colors
  /** Cells of a terminal line. */
  readonly width: number
}

const mark: Readonly<Record<Severity, string>> = { critical: "✖", high: "✖", medium: "▲", low: "●", nit: "·" }

/** The review for a person at a terminal, with a final line end. Contract: no byte from the repository is obeyed by the terminal. */
export function renderPretty(review: LocalReview, options: PrettyOptions): string {
  const shown = review.findings.filter((finding) => finding.placement !== "hidden")
  const blocks = [
    renderHeader(review, options),
    ...groupByFile(shown).flatMap(([path, findings]) => [
      renderFileHeading(path, findings.length, options),
      ...findings.map((finding) => renderFinding(finding, review, options)),
    ]),
    renderSummary(review, shown, options),
  ]
  return `${blocks.map((block) => block.join("\n")).join("\n\n")}\n`
}

function renderHeader({ range, baseSha, headSha, analysis, version }: LocalReview, { color, width }: PrettyOptions): string[] {
  const { change, stack } = analysis
  const counts = `${color.green(`+${change.additions}`)} ${color.red(`−${change.deletions}`)}`
  const stackLine = stack
    .map(({ technology, version: used }) => neutraliseLine(used === null ? technology : `${technology} ${used}`))
    .join(" · ")
  const shas = `${shorten(baseSha)}..${shorten(headSha)}`
  return [
    `${color.bold("Backend Expert")} ${color.dim(version)}`,
    "",
    ...labelled("Range", `${neutraliseLine(range.head)}, compared with ${neutraliseLine(range.base)} (${shas})`, { color, width }),
    ...labelled("Change", change.sentence, { color, width }),
    ...(change.parts.length > 0 ? labelled("Touches", listSome(change.parts, 6), { color, width }) : []),
    ...labelled("Stack", stackLine === "" ? "no known technology found" : stackLine, { color, width }),
    `${label("Size", color)}${countOf(analysis.coverage.files, "file")}, ${counts}`,
  ]
}

function renderFileHeading(path: string, count: number, { color, width }: PrettyOptions): string[] {
  const text = countOf(count, "finding")
  const name = cutToWidth(neutraliseLine(path), width - text.length - 8)
  const rule = "─".repeat(Math.max(2, width - displayWidth(name) - text.length - 7))
  return [`${color.dim("──")} ${color.bold(color.underline(name))} ${color.dim(rule)} ${color.dim(text)}`]
}

function renderFinding(finding: PlacedFinding, review: LocalReview, { color, width }: PrettyOptions): string[] {
  const tint = tintOf(finding.severity, color)
  const tree = finding.side === "LEFT" ? review.sources.base : review.sources.head
  const source = tree.files.get(finding.path)?.text ?? null
  const frame = source === null || finding.evidence === "" ? [] : renderCodeFrame(source, finding, { color, width: width - 4 })
  const title = wrapText(neutraliseLine(finding.title), width - 4)
  const facts = [
    finding.section,
    neutraliseLine(finding.rule),
    ...finding.cwe.map(neutraliseLine),
    `${finding.confidence} confidence`,
    ...(finding.origin === "static" ? [] : [`by the ${finding.origin === "model" ? "model" : "analysis and the model"}`]),
    ...(finding.side === "LEFT" ? ["removed code"] : []),
  ]
  const place = neutraliseLine(`${finding.path}:${finding.startLine}`)
  return [
    `${tint(`${mark[finding.severity]} ${finding.severity.toUpperCase()}`)}  ${color.cyan(cutToWidth(place, width - 12))}`,
    ...title.map((line) => `  ${color.bold(line)}`),
    ...wrapText(facts.join(" · "), width - 4).map((line) => `  ${color.dim(line)}`),
    ...(frame.length > 0 ? ["", ...frame.map((line) => `  ${line}`)] : []),
    "",
    ...renderMarkdown(finding.message, "  ", { color, width }),
    ...renderTrace(finding, { color, width }),
    ...(finding.fix.trim() === "" ? [] : ["", ...labelled("Fix", finding.fix, { color, width }, color.green)]),
    ...(finding.suggestion ? renderSuggestion(finding.suggestion, source ?? "", { color, width }) : []),
  ]
}

function renderTrace(finding: PlacedFinding, { color, width }: PrettyOptions): string[] {
  // One place is the finding itself.
  if (finding.trace.length < 2) return []
  const steps = finding.trace.flatMap((step, index) => {
    const place = neutraliseLine(step.path === finding.path ? `line ${step.line}` : `${step.path}:${step.line}`)
    const number = `${index + 1}.`.padStart(String(finding.trace.length).length + 1)
    const indent = " ".repeat(number.length + 5)
    const [first = "", ...rest] = wrapInline(`${place}  ${neutraliseLine(step.what)}`, width - indent.length, color)
    const tinted = first.startsWith(place) ? color.cyan(place) + first.slice(place.length) : first
    return [`    ${color.dim(number)} ${tinted}`, ...rest.map((line) => `${indent}${line}`)]
  })
  return ["", `  ${color.bold(finding.section === "security" ? "Path of the data" : "Where")}`, ...steps]
}

function renderSuggestion(suggestion: Suggestion, source: string, { color, width }: PrettyOptions): string[] {
  const removed =
    source === ""
      ? []
      : source
          .split("\n")
          .slice(suggestion.startLine - 1, suggestion.endLine)
          .map(printableCode)
  const added = suggestion.replacement === "" ? [] : suggestion.replacement.split("\n").map(printableCode)
  // Lines that stay as they are give the place; marking them as changed would hide the change.
  const [before, after] = countSameEnds(removed, added)
  const lines =
    suggestion.startLine === suggestion.endLine ? `line ${suggestion.startLine}` : `lines ${suggestion.startLine}–${suggestion.endLine}`
  // Folded, not cut: the difference may stand at the end of the line.
  const row = (sign: string, line: string): string[] =>
    foldCode(line, width - 6, 8).map((fold, index) => `    ${index === 0 ? sign : " "} ${fold}`.trimEnd())
  return [
    "",
    `  ${color.bold(color.green("Suggested change"))} ${color.dim(`for ${lines}`)}`,
    ...added
      .slice(0, before)
      .flatMap((line) => row(" ", line))
      .map(color.dim),
    ...removed
      .slice(before, removed.length - after)
      .flatMap((line) => row("-", line))
      .map(color.red),
    ...added
      .slice(before, added.length - after)
      .flatMap((line) => row("+", line))
      .map(color.green),
    ...added
      .slice(added.length - after)
      .flatMap((line) => row(" ", line))
      .map(color.dim),
  ]
}

function countSameEnds(removed: readonly string[], added: readonly string[]): [before: number, after: number] {
  const shorter = Math.min(removed.length, added.length)
  let before = 0
  while (before < shorter && removed[before] === added[before]) before++
  let after = 0
  while (after < shorter - before && removed.at(-1 - after) === added.at(-1 - after)) after++
  return [before, after]
}

function renderSummary(review: LocalReview, shown: readonly PlacedFinding[], { color, width }: PrettyOptions): string[] {
  const { coverage, fixed, advice } = review.analysis
  const hidden = review.findings.filter((finding) => finding.placement === "hidden")
  const tally = severities
    .map((severity) => ({ severity, count: shown.filter((finding) => finding.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => tintOf(severity, color)(`${count} ${severity}`))
  const headline =
    shown.length > 0
      ? `${color.bold(countOf(shown.length, "finding"))}  ${tally.join(color.dim(" · "))}`
      : color.bold(isComplete(review) ? color.green("✔ No findings") : color.yellow("No findings in what could be reviewed"))
  const read = `${coverage.reviewed} of ${countOf(coverage.files, "file")} reviewed, ${coverage.skipped.length} skipped, ${coverage.failed.length} failed`
  return [
    color.dim("─".repeat(width)),
    headline,
    ...(hidden.length > 0
      ? labelled(
          "Hidden",
          listSome(
            hidden.map(({ title, placementReason }) => `${title} (${placementReason})`),
            3,
          ),
          { color, width },
        )
      : []),
    ...(fixed.length > 0
      ? labelled(
          "Fixed",
          listSome(
            fixed.map(({ title, path }) => `${title} (${path})`),
            3,
          ),
          { color, width },
          color.green,
        )
      : []),
    ...labelled("Coverage", read, { color, width }, coverage.failed.length > 0 ? color.red : color.dim),
    ...coverage.failed.flatMap(({ path, reason }) => listItem(color.red("✖"), `${path}: ${reason}`, width)),
    ...coverage.skipped.slice(0, 10).flatMap(({ path, reason }) => listItem(color.dim("–"), `${path}: ${reason}`, width)),
    ...(coverage.notes ?? []).flatMap((note) => listItem(color.dim("–"), note, width)),
    ...(coverage.skipped.length > 10 ? listItem(color.dim("–"), `${coverage.skipped.length - 10} more skipped`, width) : []),
    ...advice.flatMap(({ heading, text }) => labelled(adviceLabels[heading], text, { color, width })),
    ...(isComplete(review) ? [] : [color.yellow("The review is incomplete: read the files that failed yourself.")]),
    ...wrapText(renderTimings(review.timings), width).map(color.dim),
  ]
}

const adviceLabels = { setup: "Set up", testing: "Test", performance: "Speed", security: "Security", "next-steps": "Next" } as const

function renderTimings({ totalMs, ...stages }: LocalReview["timings"]): string {
  const parts = Object.entries(stages)
    .filter(([, value]) => value >= 1)
    .map(([name, value]) => `${neutraliseLine(name.replace(/Ms$/u, ""))} ${duration(value)}`)
  return `${duration(totalMs)}${parts.length > 0 ? ` (${parts.join(", ")})` : ""}`
}

// Findings come ordered by severity; a file stands where its most severe finding stands.
function groupByFile(findings: readonly PlacedFinding[]): [string, PlacedFinding[]][] {
  return [...Map.groupBy(findings, (finding) => finding.path)]
}

// Just enough Markdown for what findings hold: code spans, bold, fenced code kept as it stands.
function renderMarkdown(text: string, indent: string, { color, width }: PrettyOptions): string[] {
  const lines: string[] = []
  let fenced = false
  for (const line of text.trim().split("\n")) {
    if (/^\s*```/u.test(line)) {
      fenced = !fenced
    } else if (fenced) {
      lines.push(`${indent}  ${cutToWidth(printableCode(line), width - indent.length - 2)}`)
    } else {
      lines.push(...wrapInline(neutralise(line), width - indent.length, color).map((wrapped) => `${indent}${wrapped}`.trimEnd()))
    }
  }
  return lines
}

// As CommonMark has it: a span of code ends with as many backticks as it began with.
const codeSpan = /(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)/gu
const boldSpan = /\*\*([^*]+)\*\*/gu

// A span of code or bold words broken over two lines would keep its marks, so its spaces do not break.
function wrapInline(text: string, width: number, color: Colors): string[] {
  const glue = (span: string): string => span.replaceAll(" ", "\u00a0")
  const glued = text.replaceAll(codeSpan, glue).replaceAll(boldSpan, glue)
  return wrapText(glued, width).map((line) => styleInline(line.replaceAll("\u00a0", " "), color))
}

function styleInline(text: string, color: Colors): string {
  // Without colour the backticks stay: they are all that tells code from prose.
  const coded = color.isColorSupported ? text.replaceAll(codeSpan, (_, _marks, code: string) => color.cyan(code.trim())) : text
  return coded.replaceAll(boldSpan, (_, words: string) => color.bold(words))
}

function labelled(name: string, text: string, { color, width }: PrettyOptions, tint: (text: string) => string = color.dim): string[] {
  const [first = "", ...rest] = renderMarkdown(text, " ".repeat(12), { color, width })
  return [`${label(name, color, tint)}${first.trimStart()}`, ...rest]
}

function label(name: string, color: Colors, tint: (text: string) => string = color.dim): string {
  return `  ${tint(name)}${" ".repeat(Math.max(1, 10 - name.length))}`
}

function listItem(bullet: string, text: string, width: number): string[] {
  const [first = "", ...rest] = wrapText(neutraliseLine(text), width - 14)
  return [`            ${bullet} ${first}`, ...rest.map((line) => `              ${line}`)]
}

function listSome(items: readonly string[], most: number): string {
  const listed = items.slice(0, most).map(neutraliseLine).join(" · ")
  return items.length > most ? `${listed} · ${items.length - most} more` : listed
}

function tintOf(severity: Severity, color: Colors): (text: string) => string {
  const tints: Readonly<Record<Severity, (text: string) => string>> = {
    // Without colour the cells of the background would be stray spaces.
    critical: (text) => (color.isColorSupported ? color.bold(color.bgRed(color.white(` ${text} `))) : text),
    high: (text) => color.bold(color.red(text)),
    medium: (text) => color.bold(color.yellow(text)),
    low: (text) => color.bold(color.blue(text)),
    nit: (text) => color.dim(text),
  }
  return tints[severity]
}

function shorten(sha: string): string {
  return neutraliseLine(/^[0-9a-f]{40,64}$/u.test(sha) ? sha.slice(0, 9) : sha)
}
