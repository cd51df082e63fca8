import type { Evidence } from "../model/ports.ts"
import type { ModelShare, ModelUsage } from "../model/review.ts"
import type { RunPass } from "./pass.ts"
import type { Clean, ShownHead } from "./shown-head.ts"

/** Money, circuit and patience of one review. */
export interface ModelSession {
  readonly run: RunPass
  readonly usage: () => ModelUsage
  /** The same for each model. */
  readonly shares: () => readonly ModelShare[]
}

export interface SessionRequest {
  /** Id of the model of the large passes. */
  readonly model: string
  /** US dollars this review may cost at the most. */
  readonly capUsd: number
  /** Milliseconds for all of it. */
  readonly wallMs: number
  readonly canary: string
  readonly evidence: Evidence
  readonly head: ShownHead
  readonly clean: Clean
  readonly signal: AbortSignal
}

export interface ExpertOptions {
  /** Id of the model of the large passes, as long as the money lasts for it. */
  readonly model: string
  /** Id of the one that is asked in its place; `null` or left out for none. */
  readonly fallback?: string | null
  readonly openSession: (request: SessionRequest) => ModelSession
  /** What makes texts of this review fit to be shown to the model. It knows the change before the first text is shown. */
  readonly openClean: (evidence: Evidence) => Clean
  /** Marks for one head that nobody outside can guess and that are the same whenever it is reviewed. */
  readonly marksOf: (repository: string, headSha: string) => { readonly nonce: string; readonly canary: string }
}
