import type { CheckOutput, Conclusion } from "../model/review.ts"
import { escapeText } from "./escape.ts"
import { limits, truncateMarkdown } from "./limits.ts"

/** What the check says about a draft that nobody asked us to review. */
export function composeDraftCheck(): CheckOutput {
  return output(
    "skipped",
    "Skipped: draft",
    "Drafts are not reviewed. The review starts when the pull request is ready, or when someone writes `/expert review`.",
  )
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

/** What the check says after an error of ours: neutral, because a mistake of the reviewer is none of the author's. */
export function composeFailedCheck(jobId: string): CheckOutput {
  return output(
    "neutral",
    "Not reviewed: the reviewer failed",
    `Something went wrong on our side, so this head was not reviewed. Re-run the check to try again. If it happens again, give the operator of this App the job id: \`${jobId.replace(/[^\w.:-]/g, "")}\`.`,
  )
}

/** What the check says when the author or operator has to mend something first; `message` is that of a UserError. */
export function composeRefusedCheck(message: string): CheckOutput {
  return output("neutral", "Not reviewed", `${escapeText(message)}\n\nRe-run the check afterwards.`)
}

function output(conclusion: Conclusion, title: string, summary: string): CheckOutput {
  return { conclusion, title, summary: truncateMarkdown(summary, limits.checkText, ""), text: "", annotations: [] }
}
