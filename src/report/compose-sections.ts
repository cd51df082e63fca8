import type { Advice, Analysis } from "../model/analysis.ts"
import type { Diff } from "../model/diff.ts"
import type { Finding, PlacedFinding, Section } from "../model/finding.ts"
import { shortIdOf } from "../model/fingerprint.ts"
import { describeGate } from "../model/gate.ts"
import type { RememberedFinding } from "../model/ledger.ts"
import type { PolicyProblem } from "../model/parse-policy.ts"
import type { Policy } from "../model/policy.ts"
import type { PullRequest } from "../model/pull-request.ts"
import type { Consultation, ReportHeading } from "../model/review.ts"
import { anchorFinding } from "./anchor.ts"
import { applicableSuggestion, badge, describeFinding } from "./compose-comment.ts"
import type { Verdict } from "./conclude.ts"
import { codeSpan, escapeText, sanitizeMarkdown } from "./escape.ts"
import { byteLength, shareRoom, truncateMarkdown } from "./limits.ts"
import { byImportance } from "./place.ts"
import { findShortfall, tallyOf, textUnder } from "./tell-participation.ts"
import { capitalise, countOf, linkTo, shortSha } from "./words.ts"

/** What the seven headings are made of. */
export interface Subject {
  readonly pullRequest: PullRequest
  readonly headSha: string
  readonly baseSha: string
  readonly analysis: Analysis
  readonly consultation: Consultation
  readonly policy: Policy
  readonly policyProblems: readonly PolicyProblem[]
  readonly findings: readonly PlacedFinding[]
  /** Fingerprints that have a comment of ours, from before or from this review. */
  readonly commented: ReadonlySet<string>
  /** The ledger after this review. */
  readonly remembered: readonly RememberedFinding[]
  /** How many findings got no comment because an earlier round said enough. */
  readonly heldBack: number
  readonly diff: Diff
  readonly verdict: Verdict
}

export interface ReportSection {
  readonly heading: string
  readonly body: string
}

/**
 * Takes the subject and how much room a finding gets, returns the seven sections in their fixed order. None is ever empty: where there is
 * nothing to say, one line says what was checked.
 */
export function composeSections(subject: Subject, detail: "full" | "condensed"): ReportSection[] {
  const { analysis, consultation } = subject
  const list = (sections: readonly Section[]) => composeFindings(subject, sections, detail)
  const checked = (section: Section) => sentence(analysis.checked[section])
  const shortfall = findShortfall(consultation.participation)
  const nothing = shortfall === null ? "Nothing found." : "The rules found nothing."
  // What the model writes tells more about this change than a list can, and never replaces it.
  const told = (heading: ReportHeading, body: string) => join(textUnder(consultation.participation, heading), body)
  return [
    { heading: "Summary", body: told("summary", composeSummary(subject)) },
    {
      heading: "Code suggestions",
      body: told(
        "code",
        join(
          join(list(["reliability", "maintainability"]), suggestionsElsewhere(subject)) ||
            `${nothing} ${checked("reliability")} ${checked("maintainability")}`.trim(),
          composeConventions(subject),
        ),
      ),
    },
    {
      heading: "Setup instructions",
      body: told(
        "setup",
        advise(analysis, "setup") ||
          "Nothing to set up: the change brings no new dependency, environment variable or service that was recognised.",
      ),
    },
    {
      heading: "Testing recommendations",
      body: told("testing", join(list(["testing"]), advise(analysis, "testing")) || `${nothing} ${checked("testing")}`.trim()),
    },
    {
      heading: "Performance considerations",
      body: told(
        "performance",
        join(list(["performance"]), advise(analysis, "performance")) || `${nothing} ${checked("performance")}`.trim(),
      ),
    },
    {
      heading: "Security review",
      body: told("security", join(list(["security"]), advise(analysis, "security")) || `${nothing} ${checked("security")}`.trim()),
    },
    { heading: "Next steps", body: told("next-steps", composeNextSteps(subject)) },
  ]
}

/** Takes sections, the mark of their headings and the bytes there are; returns them as Markdown with every heading, the longest bodies cut. */
export function renderSections(
  sections: readonly ReportSection[],
  { level, room, where }: { readonly level: "##" | "###"; readonly room: number; readonly where: string },
): string {
  const titles = sections.map(({ heading }) => `${level} ${heading}\n\n`)
  const rooms = shareRoom(
    sections.map(({ body }) => byteLength(body)),
    room - byteLength(titles.join("\n\n")),
  )
  return sections.map(({ body }, index) => titles[index] + truncateMarkdown(body, rooms[index]!, where)).join("\n\n")
}

function composeSummary(subject: Subject): string {
  const { pullRequest, headSha, analysis, policyProblems, findings, verdict } = subject
  const { coverage, change, stack, fixed } = analysis
  const reviewed = `Reviewed ${coverage.reviewed} of ${countOf(coverage.files, "changed file")} at ${codeSpan(shortSha(headSha))}. ${capitalise(tallyOf(findings, findShortfall(subject.consultation.participation)))}.`
  const partial = verdict.complete ? "" : " **This review is partial**; the coverage below names what is missing."
  const parts = change.parts.length === 0 ? "" : ` Touches ${listOf(change.parts.map(escapeText), 8)}.`
  const technologies = stack.map(({ technology, version }) => escapeText(version === null ? technology : `${technology} ${version}`))
  return join(
    describeShortfall(subject),
    reviewed + partial,
    composeProgress(subject),
    composeProblems(policyProblems),
    describeIntent(subject),
    `**Change** (${change.kind}, +${change.additions} −${change.deletions}): ${sentence(change.sentence)}${parts}`,
    `**Stack**: ${technologies.length === 0 ? "no known Node.js technology recognised" : technologies.join(" · ")}`,
    describeSuppressed(subject),
    fixed.length === 0
      ? ""
      : `**Fixed by this change**: ${listOf(
          fixed.map((finding) => `${escapeText(finding.title)} (${linkTo(pullRequest, headSha, finding.path, null)})`),
          5,
        )}.`,
  )
}

// What happened to findings since the first review; the same however often a head is reviewed.
function composeProgress({ pullRequest, headSha, remembered }: Subject): string {
  const mended = remembered.filter(({ state }) => state === "fixed").length
  const back = remembered.filter(({ state }) => state === "reopened").length
  const dismissed = remembered.filter(({ state, lastHead }) => state === "dismissed" && lastHead === headSha)
  const counts = [
    ...(mended === 0 ? [] : [`${mended} fixed`]),
    ...(back === 0 ? [] : [`${back} found again`]),
    ...(dismissed.length === 0 ? [] : [`${dismissed.length} dismissed`]),
  ]
  if (counts.length === 0) return ""
  const line = `**Since the first review**: ${counts.join(", ")}.`
  if (dismissed.length === 0) return line
  const rows = dismissed.slice(0, mostDismissed).map(({ shortId, path, title, dismissal }) => {
    const by = dismissal === null || dismissal.by.login === "" ? "" : `, dismissed by ${codeSpan(dismissal.by.login)}`
    const why = dismissal === null || dismissal.reason === "" ? "" : `: ${escapeText(dismissal.reason.slice(0, longestReason))}`
    return `- ${codeSpan(shortId)} ${linkTo(pullRequest, headSha, path, null)} ${escapeText(title)}${by}${why}`
  })
  return `${line}\n\n<details><summary>Dismissed findings</summary>\n\n${rows.join("\n")}\n\n</details>`
}

const mostDismissed = 30
const longestReason = 200

function composeProblems(problems: readonly PolicyProblem[]): string {
  const own = problems.filter(({ file }) => file === undefined)
  const organisation = problems.filter(({ file }) => file === "organisation")
  return join(
    describeProblems("`.github/expert.yml` on the base branch", own),
    describeProblems("`.github/expert.yml` of the organisation's `.github` repository", organisation),
  )
}

function describeProblems(file: string, problems: readonly PolicyProblem[]): string {
  if (problems.length === 0) return ""
  const lines = problems.slice(0, 10).map((problem) => `- line ${problem.line}: ${escapeText(problem.message)}`)
  if (problems.length > 10) lines.push(`- and ${problems.length - 10} more`)
  return `**Settings not used**: ${file} has ${countOf(problems.length, "mistake")}, so this review ran without it.\n\n${lines.join("\n")}`
}

function composeFindings(subject: Subject, sections: readonly Section[], detail: "full" | "condensed"): string {
  const entries = subject.findings
    .filter((finding) => sections.includes(finding.section))
    .map((finding) => composeEntry(subject, finding, detail))
  return entries.join("\n")
}

// What is told on the line itself is not told again at length; everything else is open here, for this is the only place it has.
function describeShortfall({ consultation }: Subject): string {
  const shortfall = findShortfall(consultation.participation)
  return shortfall === null ? "" : `**${shortfall.title}**: ${shortfall.reason}.`
}

function describeIntent({ consultation }: Subject): string {
  const intent = consultation.participation?.intent ?? null
  return intent === null ? "" : `**Meant to**: ${escapeText(intent)}`
}

function describeSuppressed({ pullRequest, headSha, analysis: { suppressed = [] } }: Subject): string {
  if (suppressed.length === 0) return ""
  const places = suppressed.map(({ path, line, rule }) => `${codeSpan(rule)} at ${linkTo(pullRequest, headSha, path, line)}`)
  return `**Silenced by comments that were there before this change**: ${listOf(places, 5)}.`
}

// The reason is the author's, so that a reviewer can judge it.
function describeSuppression({ suppression }: PlacedFinding): string {
  return suppression === undefined ? "" : `. **The change says it needs no mending:** ${escapeText(suppression)}`
}

function composeEntry(subject: Subject, finding: PlacedFinding, detail: "full" | "condensed"): string {
  const said = subject.commented.has(finding.fingerprint)
  const head = `- ${badge(finding)} · ${placeOf(subject, finding)} ${escapeText(finding.title)} (${codeSpan(finding.rule)}, ${codeSpan(shortIdOf(finding.fingerprint))}${said ? ", commented" : ""})${describeSuppression(finding)}`
  if (said || detail === "condensed") return head
  return `${head}\n\n${indent(describeFinding(finding, { quoteEvidence: true }))}\n`
}

function composeConventions({ analysis, pullRequest, baseSha }: Subject): string {
  const shown = analysis.conventions.slice(0, mostConventions)
  if (shown.length === 0) return ""
  const lines = shown.map(({ statement, support, of, examples }) => {
    const places = examples.map(({ path, line }) => linkTo(pullRequest, baseSha, path, line))
    return `- ${sanitizeMarkdown(statement)}: ${support} of ${of}, such as ${places.join(" and ")}`
  })
  return `<details><summary>Patterns of this codebase</summary>\n\n${lines.join("\n")}\n\n</details>`
}

// What newcomers should know fits on half a screen.
const mostConventions = 8

function suggestionsElsewhere({ findings, commented, diff }: Subject): string {
  const ready = findings.filter((finding) => commented.has(finding.fingerprint) && hasButton(finding, diff)).length
  return ready === 0
    ? ""
    : `${countOf(ready, "comment")} on the diff ${ready === 1 ? "carries a change" : "carry changes"} that can be committed as suggested.`
}

function hasButton(finding: PlacedFinding, diff: Diff): boolean {
  const anchor = anchorFinding(finding, diff)
  return anchor !== null && applicableSuggestion(finding, anchor) !== null
}

function advise(analysis: Analysis, heading: Advice["heading"]): string {
  const texts = analysis.advice.filter((advice) => advice.heading === heading).map((advice) => sanitizeMarkdown(advice.text))
  return texts.map((text) => `- ${indent(text).trimStart()}`).join("\n")
}

function composeNextSteps(subject: Subject): string {
  const { analysis, findings, verdict, policy, policyProblems } = subject
  const first = (
    verdict.blocking.length > 0
      ? verdict.blocking
      : findings.filter((finding) => finding.severity === "critical" || finding.severity === "high")
  ).toSorted(byImportance)
  const steps: string[] = []
  if (first.length > 0)
    steps.push(
      `${verdict.blocking.length > 0 ? `To pass the check, mend what is ${describeGate(policy.gate)}` : "Mend first"}:\n${composePlaces(subject, first)}`,
    )
  const rest = findings.length - first.length
  if (rest > 0)
    steps.push(
      first.length === 0
        ? "Nothing is urgent: decide for each finding whether it is worth a change."
        : `Then decide on the ${rest === 1 ? "other finding" : `${rest} others`}.`,
    )
  if (!verdict.complete)
    steps.push(
      `Have a person look at what was not analysed: ${
        listOf(
          analysis.coverage.failed.map((file) => codeSpan(file.path)),
          5,
        ) || "see the coverage"
      }.`,
    )
  if (policyProblems.length > 0) steps.push("Mend `.github/expert.yml` on the base branch.")
  return join(steps.map((step) => `- ${step}`).join("\n"), advise(analysis, "next-steps")) || "None from this review."
}

function composePlaces(subject: Subject, findings: readonly Finding[]): string {
  const lines = findings.slice(0, mostUrgent).map((finding) => {
    return `  - ${placeOf(subject, finding)} ${escapeText(finding.fix !== "" && finding.fix.length <= longestStep ? finding.fix : finding.title)}`
  })
  if (findings.length > mostUrgent) lines.push(`  - and ${findings.length - mostUrgent} more`)
  return lines.join("\n")
}

// Somebody who reads only this section should know where to begin, not read the report again.
const mostUrgent = 3
// In characters; a fix that takes longer to tell is told where the finding is.
const longestStep = 140

/** Takes a finding, returns its place as a link; a whole-file finding has no line. */
export function placeOf({ pullRequest, headSha, baseSha }: Pick<Subject, "pullRequest" | "headSha" | "baseSha">, finding: Finding): string {
  return linkTo(pullRequest, finding.side === "LEFT" ? baseSha : headSha, finding.path, finding.evidence === "" ? null : finding.startLine)
}

function listOf(phrases: readonly string[], most: number): string {
  const shown = phrases.slice(0, most)
  return phrases.length > most ? `${shown.join(", ")} and ${phrases.length - most} more` : shown.join(", ")
}

function join(...blocks: readonly string[]): string {
  return blocks
    .map((block) => block.trimEnd())
    .filter((block) => block !== "")
    .join("\n\n")
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, "  ")
}

function sentence(text: string): string {
  const clean = escapeText(text)
  if (clean === "") return ""
  const whole = /[.!?]$/.test(clean) ? clean : `${clean}.`
  // A sentence may start with a file name, which is not to be capitalised.
  return /^[a-z]+[ ,]/.test(whole) ? capitalise(whole) : whole
}
