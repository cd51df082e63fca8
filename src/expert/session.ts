import type { ModelUsage } from "../model/review.ts"
import type { CircuitBreaker } from "./circuit.ts"
import type { ModelClient } from "./client.ts"
import type { Clock } from "./clock.ts"
import type { ModelSession, SessionRequest } from "./session-request.ts"
import { createRunPass } from "./loop/create-run-pass.ts"
import type { JournalEntry, RunPassOptions } from "./loop/runtime.ts"
import { usualPatience } from "./loop/retries.ts"
import type { Patience } from "./loop/retries.ts"
import { createTally } from "./loop/tally.ts"
import type { ToolBox } from "./pass.ts"
import { createBudget } from "./spending/budget.ts"

export interface SessionOptions extends Pick<RunPassOptions, "models" | "effort" | "carrier" | "instructedBy"> {
  readonly client: ModelClient
  readonly breaker: CircuitBreaker
  /** Tells apart the keys of the provider; never the key itself. */
  readonly key: string
  readonly clock: Clock
  /** The usual one where it is left out. */
  readonly patience?: Patience
  readonly openToolBox: (request: SessionRequest) => ToolBox
  readonly journal?: (entry: JournalEntry) => void
  /** Told after each call what the review has cost so far. */
  readonly onSpent?: (usage: ModelUsage) => void
}

/** Opens the model for one review: its money, its patience, its circuit, its tools. Throws when the price of a model is unknown. */
export function createSessionOpener({
  breaker,
  key,
  openToolBox,
  journal,
  onSpent,
  patience = usualPatience,
  ...shared
}: SessionOptions): (request: SessionRequest) => ModelSession {
  return (request) => {
    const total = createTally()
    const run = createRunPass({
      ...shared,
      models: { ...shared.models, large: request.model },
      total,
      toolBox: openToolBox(request),
      budget: createBudget(request.capUsd),
      circuit: breaker.of(key, request.evidence.installationId),
      limits: { firstByteMs: patience.firstByteMs, idleMs: patience.idleMs, deadlineAt: shared.clock.now() + request.wallMs },
      patience,
      canary: request.canary,
      journal: (entry) => {
        journal?.(entry)
        onSpent?.(total.usage())
      },
    })
    return { run, usage: () => total.usage(), shares: () => total.shares() }
  }
}
