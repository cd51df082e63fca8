import { showInvisible } from "../hygiene/invisible.ts"
import type { Annotation, CheckOutput } from "../model/review.ts"
import type { PlacedFinding } from "../model/finding.ts"
import { isAtGate } from "../model/gate.ts"
import { chooseActions } from "./choose-actions.ts"
import { composeCoverage } from "./compose-report.ts"
import { composeSections, renderSections, type Subject } from "./compose-sections.ts"
import { escapeText } from "./escape.ts"
import { byteLength, limits, truncateLine, truncateMarkdown } from "./limits.ts"
import { describeParticipation } from "./tell-participation.ts"
import { capitalise, duration } from "./words.ts"

/** Takes the subject and how long the review took, returns what the Checks tab shows. */
export function composeCheck(subject: Subject, durationMs: number): CheckOutput {
  const { verdict, analysis, consultation, findings } = subject
  const { coverage } = analysis
  const table = `| files | reviewed | skipped | failed |\n| --- | --- | --- | --- |\n| ${coverage.files} | ${coverage.reviewed} | ${coverage.skipped.length} | ${coverage.failed.length} |`
  const who = consultation.model === null ? "Deterministic analysis, no model cost" : `Model: ${escapeText(consultation.model)}`
  const note = consultation.note === "" ? "" : ` (${escapeText(consultation.note)})`
  const parts = [verdict.reason, table, `${who}${note}. Took ${duration(durationMs)}.`, describeParticipation(consultation.participation)]
  const details =
    coverage.skipped.length + coverage.failed.length + (coverage.notes ?? []).length === 0 ? "" : `\n\n${composeCoverage(subject)}`
  const where = "The annotations name every finding that has no comment."
  const text = renderSections(composeSections(subject, "condensed"), { level: "##", room: limits.checkText - byteLength(details), where })
  return {
    conclusion: verdict.conclusion,
    title: truncateLine(verdict.title, limits.checkTitle),
    summary: truncateMarkdown(parts.filter((part) => part !== "").join("\n\n"), limits.checkText, "The rest is in the details."),
    text: text + details,
    annotations: findings
      .filter((finding) => finding.placement === "file" || finding.placement === "summary")
      .map((finding) => composeAnnotation(finding, subject)),
    actions: chooseActions({ verdict, findings, heldBack: subject.heldBack, degraded: consultation.participation?.degraded.length ?? 0 }),
  }
}

/** Takes a finding, returns the annotation that shows it in the Checks and Files tabs. Annotations are plain text, not Markdown. */
export function composeAnnotation(finding: PlacedFinding, { policy }: Pick<Subject, "policy">): Annotation {
  // Annotations know only lines of the head.
  const onHead = finding.side === "RIGHT"
  const where = onHead ? "" : `On line ${finding.startLine} before this change. `
  const fix = finding.fix === "" ? "" : `\n\nFix: ${finding.fix}`
  const startLine = onHead ? Math.max(1, finding.startLine) : 1
  return {
    fingerprint: finding.fingerprint,
    path: finding.path,
    startLine,
    endLine: onHead ? Math.max(startLine, finding.endLine) : 1,
    level: levelOf(finding, policy),
    title: truncateLine(showInvisible(`${capitalise(finding.severity)}: ${finding.title}`).replaceAll("\n", " "), limits.annotationTitle),
    message: truncateMarkdown(
      showInvisible(`${where}${finding.message}${fix}\n\nRule: ${finding.rule}`),
      limits.annotationMessage,
      "The rest is in the report.",
    ),
  }
}

function levelOf(finding: PlacedFinding, policy: Subject["policy"]): Annotation["level"] {
  if (isAtGate(finding, policy)) return "failure"
  return finding.severity === "critical" || finding.severity === "high" || finding.severity === "medium" ? "warning" : "notice"
}
