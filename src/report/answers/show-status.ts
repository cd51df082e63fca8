import { severities } from "../../model/finding.ts"
import type { LedgerFinding, Pause } from "../../model/ledger.ts"
import type { Spending } from "../../model/cost.ts"
import type { ParsedPolicy } from "../../model/parse-policy.ts"
import type { Allowance } from "../../model/ports.ts"
import { codeSpan, escapeText } from "../escape.ts"
import { limits, truncateMarkdown } from "../limits.ts"
import { dollars } from "../tell-participation.ts"
import { countOf, shortSha, tally } from "../words.ts"
import type { Facts } from "./facts.ts"
import { nameFinding } from "./name-finding.ts"

export interface Standing extends Pick<Facts, "pullRequest" | "headSha"> {
  readonly isReviewed: boolean
  readonly findings: readonly LedgerFinding[]
  readonly pause: Pause | null
  readonly policy: ParsedPolicy
  readonly spending: Spending
  /** What the next review may cost; `null` where there is no model. */
  readonly next: Allowance | null
}

const mostListed = 15

/** Takes how a pull request stands, returns it in words: the newest commit, what stands, what was dismissed and why, what it cost. */
export function showStatus(standing: Standing): string {
  const { headSha, isReviewed, findings, pause, policy } = standing
  const open = findings.filter(({ state }) => state === "open" || state === "reopened").toSorted(bySeverity)
  const dismissed = findings.filter(({ state }) => state === "dismissed")
  const fixed = findings.filter(({ state }) => state === "fixed").length
  const counts = [open.length === 0 ? "Nothing open" : `${tally(open)} open`, `${fixed} fixed`, `${dismissed.length} dismissed`]
  const parts = [
    `Newest commit ${codeSpan(shortSha(headSha))}: ${isReviewed ? "reviewed" : "not reviewed yet"}. ${counts.join(", ")}.`,
    pause === null ? "" : `**Paused** by ${codeSpan(pause.by.login)}: later pushes are not reviewed. \`/expert resume\` ends that.`,
    list(
      "Open",
      open.map((finding) => nameFinding(finding, standing)),
    ),
    list(
      "Dismissed",
      dismissed.map((finding) => describeDismissed(finding, standing)),
    ),
    describeMoney(standing),
    policy.problems.length === 0 ? "" : `The settings have ${countOf(policy.problems.length, "mistake")}; \`/expert config\` lists them.`,
  ]
  return truncateMarkdown(parts.filter((part) => part !== "").join("\n\n"), limits.body, "")
}

function describeDismissed(finding: LedgerFinding, standing: Standing): string {
  const { dismissal } = finding
  return `${nameFinding(finding, standing)}${dismissal === null ? "" : ` (by ${codeSpan(dismissal.by.login)}: ${escapeText(dismissal.reason)})`}`
}

function describeMoney({ spending, next, policy }: Standing): string {
  const { pullRequestUsd, repositoryDayUsd, setAsideUsd } = spending
  const setAside = setAsideUsd === 0 ? "" : `, of which ${dollars(setAsideUsd)} is set aside for what runs now`
  const spent =
    pullRequestUsd === 0 && repositoryDayUsd === 0
      ? "The model has cost nothing here so far."
      : `The model has cost ${dollars(pullRequestUsd)} on this pull request and ${dollars(repositoryDayUsd)} in this repository today${setAside}.`
  if (next === null) return spent
  if (!policy.policy.model.enabled) return `${spent} The repository's settings leave it out of reviews.`
  return next.usd === 0
    ? `${spent} Nothing is left for the next review of ${next.limitedBy}.`
    : `${spent} The next review may cost ${dollars(next.usd)} at the most, by ${next.limitedBy}.`
}

function list(title: string, entries: readonly string[]): string {
  if (entries.length === 0) return ""
  const more = entries.length > mostListed ? [`- and ${entries.length - mostListed} more`] : []
  return [`**${title}**`, "", ...entries.slice(0, mostListed).map((entry) => `- ${entry}`), ...more].join("\n")
}

function bySeverity(a: LedgerFinding, b: LedgerFinding): number {
  return severities.indexOf(a.severity) - severities.indexOf(b.severity)
}
