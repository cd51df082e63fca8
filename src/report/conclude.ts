import type { Analysis } from "../model/analysis.ts"
import type { Diff } from "../model/diff.ts"
import { compareSeverity, type Finding } from "../model/finding.ts"
import { describeGate, hasGate, isAtGate } from "../model/gate.ts"
import type { Policy } from "../model/policy.ts"
import type { Conclusion, Participation } from "../model/review.ts"
import { findShortfall, tallyOf } from "./tell-participation.ts"
import { countOf, tally } from "./words.ts"

export interface Verdict {
  readonly conclusion: Conclusion
  /** Whether every changed file that should be reviewed was. */
  readonly complete: boolean
  readonly title: string
  /** One sentence: why this conclusion and not another. */
  readonly reason: string
  /** Findings the policy blocks on. */
  readonly blocking: readonly Finding[]
}

/**
 * Takes what was found and what was looked at, returns the honest conclusion: `success` only for a complete review with nothing at the gate,
 * `failure` only for findings the repository's policy blocks on, `neutral` for everything we cannot vouch for.
 */
export function concludeReview({
  findings,
  coverage,
  diff,
  policy,
  dismissed = 0,
  participation = null,
}: {
  findings: readonly Finding[]
  coverage: Analysis["coverage"]
  diff: Diff
  /** How many findings people said need no change; they are not among `findings`. */
  dismissed?: number
  /** How the model took part; `null` where none was meant to. */
  participation?: Pick<Participation, "degraded"> | null
  policy: Pick<Policy, "gate"> & Partial<Pick<Policy, "model">>
}): Verdict {
  const shortfall = findShortfall(participation)
  const blocking = findings.filter((finding) => isAtGate(finding, policy))
  const unread = countUnread(coverage, diff)
  const complete = unread === 0
  const counted = sentenceCase(tally(findings)) + (dismissed === 0 ? "" : `; ${dismissed} dismissed`)
  const partial = `Partial review: ${unread} of ${countOf(coverage.files, "file")} could not be analysed`
  if (blocking.length > 0) {
    return {
      conclusion: "failure",
      complete,
      title: `${countOf(blocking.length, "finding")} at the gate (${describeGate(policy.gate)})${complete ? "" : "; review is partial"}${shortfall === null ? "" : `; ${shortfall.headline}`}`,
      reason: `The repository's settings block on findings of severity ${describeGate(policy.gate)}, and this change has ${blocking.length}.`,
      blocking,
    }
  }
  if (!complete) {
    return {
      conclusion: "neutral",
      complete,
      title: findings.length === 0 ? partial : `${partial}; ${tally(findings)}`,
      reason: "Neutral, because part of the change was not looked at. No finding so far is at the gate.",
      blocking,
    }
  }
  if (coverage.reviewed === 0) {
    const why =
      coverage.files === 0
        ? "the pull request changes no file"
        : `none of the ${countOf(coverage.files, "changed file")} is reviewed code or configuration`
    return {
      conclusion: "neutral",
      complete,
      title: findings.length === 0 ? "Nothing to review" : counted,
      reason: `Neutral, because ${why}.`,
      blocking,
    }
  }
  if (shortfall !== null) {
    const title = `${shortfall.title}; ${tallyOf(findings, shortfall)}${dismissed === 0 ? "" : `; ${dismissed} dismissed`}`
    const reason = `Neutral, because the model did not do all of its part: ${shortfall.reason}. The rules looked at everything.`
    return { conclusion: "neutral", complete, title, reason, blocking }
  }
  // Without a gate nobody has said what is serious here. Green over a hole would be taken for an all-clear, red would block
  // a team that did not ask for it.
  const serious = hasGate(policy) ? [] : findings.filter(isSerious)
  if (serious.length > 0) {
    const reason = `Neutral, because ${countOf(serious.length, "finding")} of severity high or worse should be looked at. It does not block: the repository's settings name no gate.`
    return { conclusion: "neutral", complete, title: counted, reason, blocking }
  }
  const undecided = findings.filter((finding) => finding.origin === "model" && isAtGate({ ...finding, origin: "both" }, policy))
  if (undecided.length > 0) {
    const reason = `Neutral, because ${countOf(undecided.length, "finding")} of the model would be at the gate (${describeGate(policy.gate)}) and the model does not decide alone. Nothing else is at the gate.`
    return { conclusion: "neutral", complete, title: counted, reason, blocking }
  }
  const gate = hasGate(policy) ? `Nothing is at the gate (${describeGate(policy.gate)})` : "Nothing is of severity high or worse"
  const title = findings.length === 0 && dismissed === 0 ? `No findings in ${countOf(coverage.reviewed, "file")}` : counted
  return {
    conclusion: "success",
    complete,
    title,
    reason: `The review of this head is complete. ${gate}${dismissed === 0 ? "" : `, apart from what people dismissed (${dismissed})`}.`,
    blocking,
  }
}

/** True when every changed file that should be reviewed was. */
export function isComplete(coverage: Analysis["coverage"], diff: Diff): boolean {
  return countUnread(coverage, diff) === 0
}

function isSerious({ severity, confidence }: Finding): boolean {
  return confidence !== "low" && compareSeverity(severity, "high") <= 0
}

// A file that is skipped for what it is (lockfile, image, ignored) is no gap; one that is skipped because its change was too much to read is.
function countUnread(coverage: Analysis["coverage"], diff: Diff): number {
  const omitted = new Set(diff.files.filter((file) => file.omitted !== null).map((file) => file.path))
  return coverage.failed.length + coverage.skipped.filter((file) => omitted.has(file.path)).length
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
