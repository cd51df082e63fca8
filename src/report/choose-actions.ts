import { actions } from "../model/check-action.ts"
import type { CheckAction } from "../model/check-action.ts"
import type { PlacedFinding } from "../model/finding.ts"
import type { Verdict } from "./conclude.ts"

export interface Concluded {
  readonly verdict: Pick<Verdict, "blocking" | "complete">
  readonly findings: readonly PlacedFinding[]
  /** Findings that got no comment because an earlier round said enough. */
  readonly heldBack: number
  /** Parts of the model's work that are missing. */
  readonly degraded: number
}

/** Takes how a review ended, returns the buttons that can change something about it, at most three. */
export function chooseActions({ verdict, findings, heldBack, degraded }: Concluded): readonly CheckAction[] {
  const chosen: CheckAction[] = []
  if (verdict.blocking.length > 0) chosen.push(actions.acceptRisk)
  // A change below its comment has a button of its own there.
  if (findings.some(({ suggestion, placement }) => suggestion !== null && (placement === "file" || placement === "summary")))
    chosen.push(actions.suggestFixes)
  if (!verdict.complete || heldBack > 0 || degraded > 0) chosen.push(actions.full)
  return chosen
}
