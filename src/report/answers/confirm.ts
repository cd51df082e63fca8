import type { LedgerFinding } from "../../model/ledger.ts"
import { shortIdOf } from "../../model/fingerprint.ts"
import { codeSpan, escapeText } from "../escape.ts"

/** Returns what is answered to a dismissal. */
export function confirmDismissal(finding: LedgerFinding, reason: string): string {
  const id = codeSpan(shortIdOf(finding.fingerprint))
  return `Dismissed ${id} (${escapeText(finding.title)}): ${escapeText(reason)}\n\nIt stays silent on this pull request, also when its code moves. \`/expert restore ${shortIdOf(finding.fingerprint)}\` takes that back.`
}

/** Returns what is answered to a restoration; `wasDismissed` is false when there was nothing to take back. */
export function confirmRestoration(finding: LedgerFinding, wasDismissed: boolean): string {
  const id = codeSpan(shortIdOf(finding.fingerprint))
  return wasDismissed ? `Restored ${id} (${escapeText(finding.title)}).` : `${id} (${escapeText(finding.title)}) is not dismissed.`
}

export const pausedAnswer =
  "Paused: later pushes are not reviewed until somebody writes `/expert resume`. `/expert review` still reviews the newest commit once."

export const resumedAnswer = "Reviews go on, beginning with the newest commit."

export const editedAnswer = "This comment was changed after it was sent, so nothing in it was done. Write the command in a new comment."
