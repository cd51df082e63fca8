import type { FileReason } from "../model/analysis.ts"
import { renderKeptMemory } from "../model/kept-memory.ts"
import { renderMarker } from "../model/marker.ts"
import { composeSections, renderSections, type Subject } from "./compose-sections.ts"
import { escapeText } from "./escape.ts"
import { byteLength, limits, truncateMarkdown } from "./limits.ts"
import { keepMemory } from "./memory/recall-memory.ts"
import { findShortfall, tallyOf } from "./tell-participation.ts"
import { countOf, linkTo, reviewerName, shortSha } from "./words.ts"

/**
 * Takes the subject, returns the sticky report: its mark, a heading that can be read alone, the seven sections, the coverage.
 * Says nothing that differs between two runs on the same head, so that an unchanged report is not written again.
 */
export function composeReport(subject: Subject): string {
  const { verdict, consultation, headSha, findings } = subject
  const by = consultation.model === null ? "deterministic analysis" : `deterministic analysis and ${nameModels(consultation)}`
  const note = consultation.note === "" ? "" : ` · ${escapeText(consultation.note)}`
  const tail = `${composeCoverage(subject)}\n\n<sub>Commit ${shortSha(headSha)} · ${by}${note} · \`/expert help\` lists what can be asked for</sub>`
  const marks = `${renderMarker({ kind: "report" })}\n${renderKeptMemory(keepMemory(subject.remembered, headSha))}`
  const shortfall = findShortfall(consultation.participation)
  const headline = [verdict.complete ? "" : "partial review", shortfall?.headline ?? "", tallyOf(findings, shortfall)]
  const head = `${marks}\n## ${reviewerName}: ${headline.filter((part) => part !== "").join(", ")}`
  const room = limits.body - byteLength(head) - byteLength(tail) - "\n\n\n\n".length
  const sections = renderSections(composeSections(subject, "full"), {
    level: "###",
    room,
    where: "All findings are in the output of the check.",
  })
  return `${head}\n\n${sections}\n\n${tail}`
}

function nameModels({ model, participation }: Subject["consultation"]): string {
  const others = new Set((participation?.standIns ?? []).map((each) => each.model).filter((each) => each !== model))
  return escapeText([model, ...(others.size === 0 ? [] : [`in its place ${[...others].join(", ")}`])].join(", "))
}

/** Takes the subject, returns the counts of the coverage in one line and the files not reviewed in a folded table. */
export function composeCoverage({ analysis: { coverage }, pullRequest, headSha }: Subject): string {
  const counts = `Coverage: ${coverage.reviewed} of ${countOf(coverage.files, "file")} reviewed, ${coverage.skipped.length} skipped, ${coverage.failed.length} failed`
  const notes = (coverage.notes ?? []).map((note) => `\n\n${escapeText(note)}`).join("")
  if (coverage.skipped.length + coverage.failed.length === 0) return counts + notes
  const row = (outcome: string) => (file: FileReason) =>
    `| ${outcome} | ${linkTo(pullRequest, headSha, file.path, null).replaceAll("|", "\\|")} | ${escapeText(file.reason)} |`
  const rows = [...coverage.failed.map(row("failed")), ...coverage.skipped.map(row("skipped"))]
  const shown = rows.slice(0, mostRows)
  const rest = rows.length > mostRows ? `\n\n${rows.length - mostRows} more are not listed.` : ""
  const table = `<details><summary>${counts}</summary>\n\n| outcome | file | reason |\n| --- | --- | --- |\n${shown.join("\n")}${rest}\n\n</details>`
  return truncateMarkdown(table, mostCoverageBytes, "") + notes
}

// A pull request of 3,000 images must not push the findings out of the report.
const mostRows = 50
// Paths may be 4,096 bytes long each.
const mostCoverageBytes = 15_000
