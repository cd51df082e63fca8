import type { Circuit } from "../circuit.ts"
import type { ModelClient } from "../client.ts"
import type { Clock } from "../clock.ts"
import type { PassRequest, ToolBox } from "../pass.ts"
import type { Effort, RequestSettings } from "../request/compose-request.ts"
import type { Budget } from "../spending/budget.ts"
import type { CallTokens } from "../spending/cost.ts"
import type { ModelPrice } from "../spending/prices.ts"
import type { Call, CallLimits } from "./call-model.ts"
import type { PrefixWatch } from "./prefix-watch.ts"
import type { Patience } from "./retries.ts"
import type { Tally } from "./tally.ts"
import type { Warmth } from "./warmth.ts"

/** What the passes of one review share. */
export interface RunPassOptions {
  readonly client: ModelClient
  readonly models: {
    /** For the passes with a prefix. */
    readonly large: string
    /** For the passes without one. */
    readonly small: string
    /** Asked when another model refuses or cannot be reached; `null` for none. */
    readonly fallback: string | null
  }
  readonly effort: Effort
  readonly carrier: RequestSettings["carrier"]
  readonly instructedBy: RequestSettings["instructedBy"]
  readonly toolBox: ToolBox
  readonly budget: Budget
  readonly circuit: Circuit
  readonly limits: CallLimits
  readonly patience: Pick<Patience, "unavailableDelaysMs" | "quickDelaysMs" | "longestWaitMs">
  /** Stands in the system text and in a decoy of the pack; whoever repeats it follows orders from the pull request. Empty for none. */
  readonly canary: string
  readonly clock: Clock
  /** Adds up what all passes took, those that were stopped in the middle included. */
  readonly total: Tally
  /** Told of every call; for the log and for benches. */
  readonly journal?: (entry: JournalEntry) => void
}

export interface JournalEntry {
  readonly pass: PassRequest["pass"]
  readonly label: string
  readonly model: string
  readonly ending: Call["ending"]["kind"]
  readonly stopReason: string | null
  readonly tokens: CallTokens | null
  /** What the budget was charged, in billionths of a dollar. */
  readonly charged: number
  readonly durationMs: number
  readonly requestId: string | null
  /** Less than nine tenths of the shared prefix was read from the cache although an earlier call had written it: a defect to look into. */
  readonly missedCache: boolean
}

/** What a pass needs: the options with everything looked up that does not change in a review. */
export interface PassRuntime extends RunPassOptions {
  readonly settings: RequestSettings
  readonly prices: ReadonlyMap<string, ModelPrice>
  readonly prefixWatch: PrefixWatch
  readonly warmth: Warmth
  /** Models that an earlier pass of this review waited for in vain. */
  readonly unreachable: Set<string>
}
