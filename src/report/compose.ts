import type { Analysis } from "../model/analysis.ts"
import type { Diff } from "../model/diff.ts"
import type { PlacedFinding } from "../model/finding.ts"
import type { Memory, RememberedFinding } from "../model/ledger.ts"
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
import { concludeReview, isComplete } from "./conclude.ts"
import { codeSpan, escapeText } from "./escape.ts"
import { limits, truncateMarkdown } from "./limits.ts"
import { chooseSpeakers } from "./memory/choose-speakers.ts"
import { composeReplies } from "./memory/compose-replies.ts"
import { digestChange } from "./memory/digest-change.ts"
import { recallMemory } from "./memory/recall-memory.ts"
import { trackFindings, type Tracked } from "./memory/track-findings.ts"
import { byImportance, placeFindings } from "./place.ts"
import { findShortfall } from "./tell-participation.ts"
import { countOf, shortSha, tally } from "./words.ts"

export interface Composition {
  readonly pullRequest: PullRequest
  readonly analysis: Analysis
  readonly consultation: Consultation
  readonly policy: Policy
  readonly policyProblems: readonly PolicyProblem[]
  readonly history: History
  readonly memory: Memory
  /** Somebody asked for everything, as if for the first time. */
  readonly full: boolean
  /** The text of a file at the head; `null` when it is gone or was not read. */
  readonly textOf: (path: string) => string | null
  /** From the merge base to the head that was reviewed. */
  readonly diff: Diff
  /** From the start of the job until now. */
  readonly durationMs: number
}

/**
 * Takes everything known about one head, returns everything to be written to its pull request: the words the author reads.
 * Pure: the same input gives the same review, and a second run on the same head has nothing new to say.
 */
export function composeReview(composition: Composition): Review {
  const { pullRequest, analysis, consultation, policy, policyProblems, history, diff, durationMs } = composition
  const memory = recallMemory(composition.memory, history, diff.headSha)
  const tracked = trackFindings({
    findings: consultation.findings,
    memory,
    diff,
    policy,
    scope: {
      complete: isComplete(analysis.coverage, diff),
      coverage: analysis.coverage,
      byModel: consultation.participation !== null && consultation.participation.degraded.length === 0,
    },
    textOf: composition.textOf,
  })
  const active = consultation.findings.filter((finding) => tracked.now.get(finding.fingerprint)?.state !== "dismissed")
  const held = composition.full ? new Map<string, string>() : chooseSpeakers(active, { memory, diff, tracked })
  const commented = findCommented(tracked, history)
  const findings = placeFindings({ findings: active, diff, policy, history: { ...history, commented }, held })
  const verdict = concludeReview({
    findings,
    coverage: analysis.coverage,
    diff,
    policy,
    dismissed: consultation.findings.length - active.length,
    participation: consultation.participation,
  })
  const comments = findings
    .filter((finding) => finding.placement === "inline")
    .toSorted(byImportance)
    .map((finding) => composeInline(finding, diff))
  const fileComments = composeFileComments(findings, diff, history)
  const fresh = new Set([...comments, ...fileComments].map((comment) => comment.fingerprint))
  const entries = tracked.entries.map((entry) => noteComment(entry, { fresh, commented }))
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
    commented: new Set([...commented, ...fresh]),
    remembered: entries,
    heldBack: findings.filter(({ fingerprint, placementReason }) => held.get(fingerprint) === placementReason).length,
    diff,
    verdict,
  }
  const known = new Set(tracked.before.keys())
  return {
    headSha: diff.headSha,
    complete: verdict.complete,
    check: composeCheck(subject, durationMs),
    review: comments.length === 0 ? null : { body: composeReviewBody(subject, known), comments },
    fileComments,
    replies: composeReplies(tracked, { threads: history.threads, pullRequest, headSha: diff.headSha, resolve: policy.resolve_threads }),
    report: composeReport(subject),
    findings,
    memory: { findings: entries, change: digestChange(diff), threads: history.threads },
  }
}

// A comment stays the comment of its finding when the code moves or is edited.
function findCommented({ now }: Tracked, { commented }: History): ReadonlySet<string> {
  const renamed = [...now].filter(([, { saidAs }]) => saidAs !== null && commented.has(saidAs)).map(([fingerprint]) => fingerprint)
  return new Set([...commented, ...renamed])
}

function noteComment(
  entry: RememberedFinding,
  { fresh, commented }: { readonly fresh: ReadonlySet<string>; readonly commented: ReadonlySet<string> },
): RememberedFinding {
  if (fresh.has(entry.fingerprint)) return { ...entry, saidAs: entry.fingerprint }
  return entry.saidAs === null && commented.has(entry.fingerprint) ? { ...entry, saidAs: entry.fingerprint } : entry
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
function composeReviewBody(subject: Subject, known: ReadonlySet<string>): string {
  const { headSha, findings, verdict, consultation } = subject
  const inline = findings.filter((finding) => finding.placement === "inline")
  const elsewhere = findings
    .filter((finding) => finding.placement === "file" || (finding.placement === "summary" && !known.has(finding.fingerprint)))
    .toSorted(byImportance)
  const earlier = findings.length - inline.length - elsewhere.length
  const counts = [`${countOf(inline.length, "comment")} below`]
  if (earlier > 0) counts.push(`${earlier} told earlier`)
  if (elsewhere.length > 0) counts.push(`${elsewhere.length} without a comment on a line`)
  const missing = !verdict.complete || findShortfall(consultation.participation) !== null
  const opening = `${renderMarker({ kind: "review", headSha })}\n${codeSpan(shortSha(headSha))} has ${tally(findings)} (${counts.join(", ")}).${missing ? " The review is partial; the report names what is missing." : ""}`
  const shown = elsewhere
    .slice(0, mostListed)
    .map((finding) => `- ${badge(finding)} · ${placeOf(subject, finding)} ${escapeText(finding.title)}`)
  if (elsewhere.length > mostListed) shown.push(`- and ${elsewhere.length - mostListed} more in the report`)
  const list = shown.length === 0 ? "" : `\n\nWithout a comment on a line:\n\n${shown.join("\n")}`
  return truncateMarkdown(opening + list, limits.body, "The rest is in the report.")
}

const mostListed = 8
