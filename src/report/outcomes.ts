import { actions } from "../model/check-action.ts"
import type { CheckAction } from "../model/check-action.ts"
import type { CheckOutput, Conclusion } from "../model/review.ts"
import type { Skip } from "./decide-skip.ts"
import { codeSpan, escapeText } from "./escape.ts"
import { limits, truncateLine, truncateMarkdown } from "./limits.ts"
import { shortSha } from "./words.ts"

/** What the check says about a pull request that is left alone. Nothing was vouched for, and nothing is held up. */
export function composeSkippedCheck(skip: Skip): CheckOutput {
  const { title, summary, actions } = describeSkip(skip)
  return { ...output("skipped", title, summary), actions }
}

function describeSkip(skip: Skip): Pick<CheckOutput, "title" | "summary"> & { readonly actions: readonly CheckAction[] } {
  switch (skip.kind) {
    case "draft":
      return {
        title: "Skipped: draft",
        summary: "Drafts are not reviewed. The review starts when the pull request is ready, or when someone writes `/expert review`.",
        actions: [actions.review],
      }
    case "bot":
      return {
        title: "Skipped: opened by a bot",
        summary: "The repository's settings leave pull requests of bots alone. `/expert review` reviews this one.",
        actions: [actions.review],
      }
    case "label":
      return {
        title: truncateLine(`Skipped: labelled ${skip.label}`, limits.checkTitle),
        summary: `The repository's settings leave pull requests with the label ${codeSpan(skip.label)} alone. The review starts when the label is taken off, or when someone writes \`/expert review\`.`,
        actions: [actions.review],
      }
    case "paused":
      return {
        title: "Skipped: paused",
        summary: `Reviews of this pull request were paused by ${codeSpan(skip.by.login)}, so this head was not reviewed. \`/expert resume\` lets them go on, \`/expert review\` reviews this head alone.`,
        actions: [actions.resume, actions.review],
      }
  }
}

/** What the check of a head says when its review was stopped. Nothing was vouched for. */
export function composeCancelledCheck(reason: keyof typeof cancellations): CheckOutput {
  const { conclusion, title, summary } = cancellations[reason]
  return output(conclusion, title, summary)
}

const cancellations = {
  superseded: {
    conclusion: "cancelled",
    title: "Superseded by a newer push",
    summary: "A newer head or a new request took over; the review is on the check of that head.",
  },
  closed: {
    conclusion: "cancelled",
    title: "Stopped: the pull request was closed",
    summary: "The review was not finished. Reopening the pull request starts it again.",
  },
  draft: {
    conclusion: "skipped",
    title: "Stopped: turned into a draft",
    summary: "The review was not finished. It starts again when the pull request is ready.",
  },
} as const

/**
 * What the check of a merge queue's commit says: what our check on the head of its pull request said, `null` when there is none. The merge itself
 * was not read, and the words say so.
 */
export function composeMergeGroupCheck(number: number, headSha: string, conclusion: Conclusion | null): CheckOutput {
  const where = `#${number} at ${shortSha(headSha)}`
  const merge = "The merge itself was not reviewed again."
  if (conclusion === "failure")
    return output(
      "failure",
      "Blocked on the pull request",
      `The check of ${where} has findings at the gate of the repository's settings. ${merge}`,
    )
  if (conclusion === "success")
    return output("success", "Reviewed on the pull request", `The review of ${where} is complete with nothing at the gate. ${merge}`)
  const why = conclusion === null ? "has no finished check" : `ended as ${conclusion}`
  return output(
    "neutral",
    "Not vouched for",
    `The review of ${where} ${why}, so this check vouches for nothing and holds nothing up. ${merge}`,
  )
}

/** What the check says after an error of ours: neutral, because a mistake of the reviewer is none of the author's. */
export function composeFailedCheck(jobId: string): CheckOutput {
  const failed = output(
    "neutral",
    "Not reviewed: the reviewer failed",
    `Something went wrong on our side, so this head was not reviewed. Re-run the check to try again. If it happens again, give the operator of this App the job id: \`${jobId.replace(/[^\w.:-]/g, "")}\`.`,
  )
  return { ...failed, actions: [actions.review] }
}

/** What the check says when the author or operator has to mend something first; `message` is that of a UserError. */
export function composeRefusedCheck(message: string): CheckOutput {
  return { ...output("neutral", "Not reviewed", `${escapeText(message)}\n\nRe-run the check afterwards.`), actions: [actions.review] }
}

function output(conclusion: Conclusion, title: string, summary: string): CheckOutput {
  return { conclusion, title, summary: truncateMarkdown(summary, limits.checkText, ""), text: "", annotations: [] }
}
