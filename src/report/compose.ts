import type { Analysis } from "../model/analysis.ts"
import type { Diff } from "../model/diff.ts"
import type { PlacedFinding } from "../model/finding.ts"
import { renderMarker } from "../model/marker.ts"
import type { PolicyProblem } from "../model/parse-policy.ts"
import type { Policy } from "../model/policy.ts"
import type { History } from "../model/ports.ts"
import type { PullRequest } from "../model/pull-request.ts"
import type { Consultation, FileComment, InlineComment, Review } from "../model/review.ts"
import { anchorFinding } from "./anchor.ts"
import { composeCheck } from "./compose-check.ts"
import { badge, composeComment } from "./compose-comment.ts"
import { composeReport } from "./compose-report.ts"
import { placeOf, type Subject } from "./compose-sections.ts"
import { concludeReview } from "./conclude.ts"
import { codeSpan, escapeText } from "./escape.ts"
import { limits, truncateMarkdown } from "./limits.ts"
import { byImportance, placeFindings } from "./place.ts"
import { countOf, shortSha, tally } from "./words.ts"

export interface Composition {
  readonly pullRequest: PullRequest
  readonly analysis: Analysis
  readonly consultation: Consultation
  readonly policy: Policy
  readonly policyProblems: readonly PolicyProblem[]
  readonly history: History
  /** From the merge base to the head that was reviewed. */
  readonly diff: Diff
  /** From the start of the job until now. */
  readonly durationMs: number
}

/**
 * Takes everything known about one head, returns everything to be written to its pull request: the words the author reads.
 * Pure: the same input gives the same review, and a second run on the same head has nothing new to say.
 */
export function composeReview({
  pullRequest,
  analysis,
  consultation,
  policy,
  policyProblems,
  history,
  diff,
  durationMs,
}: Composition): Review {
  const findings = placeFindings({ findings: consultation.findings, diff, policy, history })
  const verdict = concludeReview({ findings, coverage: analysis.coverage, diff, policy })
  const comments = findings
    .filter((finding) => finding.placement === "inline")
    .toSorted(byImportance)
    .map((finding) => composeInline(finding, diff))
  const fileComments = composeFileComments(findings, diff, history)
  const subject: Subject = {
    pullRequest,
    headSha: diff.headSha,
    baseSha: diff.baseSha,
    analysis,
    consultation,
    policy,
    policyProblems,
    findings,
    // The same before and after these comments are posted, so that a second run on this head writes the same report.
    commented: new Set([...history.commented, ...[...comments, ...fileComments].map((comment) => comment.fingerprint)]),
    diff,
    verdict,
  }
  return {
    headSha: diff.headSha,
    complete: verdict.complete,
    check: composeCheck(subject, durationMs),
    review: comments.length === 0 ? null : { body: composeReviewBody(subject), comments },
    fileComments,
    report: composeReport(subject),
    findings,
  }
}

function composeInline(finding: PlacedFinding, diff: Diff): InlineComment {
  const anchor = anchorFinding(finding, diff)
  if (anchor === null) throw new Error(`finding ${finding.fingerprint} is placed inline without an anchor`)
  return { fingerprint: finding.fingerprint, ...anchor, body: composeComment(finding, anchor) }
}

function composeFileComments(findings: readonly PlacedFinding[], diff: Diff, history: History): FileComment[] {
  // As with inline comments, a second review of the same head continues the first one.
  const before = history.reviewedHeads.has(diff.headSha)
    ? findings.filter((finding) => finding.placement === "hidden" && anchorFinding(finding, diff) === null).length
    : 0
  return findings
    .filter((finding) => finding.placement === "file")
    .toSorted(byImportance)
    .slice(0, Math.max(0, limits.fileComments - before))
    .map((finding) => ({ fingerprint: finding.fingerprint, path: finding.path, body: composeComment(finding, null) }))
}

// The review is one line in the conversation; what has no line of its own is named here so that nobody misses it.
function composeReviewBody(subject: Subject): string {
  const { headSha, findings, verdict } = subject
  const inline = findings.filter((finding) => finding.placement === "inline")
  const elsewhere = findings.filter((finding) => finding.placement === "file" || finding.placement === "summary").toSorted(byImportance)
  const earlier = findings.filter((finding) => finding.placement === "hidden").length
  const counts = [`${countOf(inline.length, "comment")} below`]
  if (earlier > 0) counts.push(`${earlier} commented earlier`)
  if (elsewhere.length > 0) counts.push(`${elsewhere.length} without a comment on a line`)
  const opening = `${renderMarker({ kind: "review", headSha })}\n${codeSpan(shortSha(headSha))} has ${tally(findings)} (${counts.join(", ")}).${verdict.complete ? "" : " The review is partial; the report names what is missing."}`
  const shown = elsewhere
    .slice(0, mostListed)
    .map((finding) => `- ${badge(finding)} · ${placeOf(subject, finding)} ${escapeText(finding.title)}`)
  if (elsewhere.length > mostListed) shown.push(`- and ${elsewhere.length - mostListed} more in the report`)
  const list = shown.length === 0 ? "" : `\n\nWithout a comment on a line:\n\n${shown.join("\n")}`
  return truncateMarkdown(opening + list, limits.body, "The rest is in the report.")
}

const mostListed = 8
