import { SupersededError, UserError } from "../errors.ts"
import { ProcessEnding } from "./process-ending.ts"
import { retryDelay } from "./retry-delay.ts"
import type { Settlement } from "./settle-job.ts"

/** How a run ended: with nothing, or with what it threw. */
export type Outcome = { readonly kind: "returned" } | { readonly kind: "threw"; readonly error: unknown }

/** Decides what becomes of a job. The one place where errors are settled. */
export function judgeOutcome(outcome: Outcome, attempt: number, lastAttempt: boolean, random: number): Settlement {
  if (outcome.kind === "returned") return { kind: "done" }
  const { error } = outcome
  // The author has been told; doing it again would only tell it again.
  if (error instanceof UserError) return { kind: "done" }
  if (error instanceof SupersededError) return { kind: "superseded" }
  // No fault of the job, so no last attempt either.
  if (error instanceof ProcessEnding) return { kind: "retry", afterMs: 0, error: describe(error) }
  if (lastAttempt) return { kind: "bury", error: describe(error) }
  return { kind: "retry", afterMs: retryDelay(error, attempt, random), error: describe(error) }
}

// Messages are ours and hold no secrets (house rule); a foreign one is cut, since nobody promised that for it.
function describe(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return text.replaceAll("\u0000", "\uFFFD").toWellFormed().slice(0, 2_000)
}
