import { nanoDollarsPerDollar, outputTokenCost, worstCaseOf } from "./cost.ts"
import type { ModelPrice } from "./prices.ts"

/**
 * What one review may spend. Every call is charged its worst case before it starts and what it really took afterwards, so that calls running side
 * by side cannot pass the limit together. A quarter is kept from the search for defects: what was found must still be refuted and reported.
 */
export interface Budget {
  /**
   * Charges a call. Waits while others are running whose charge may turn out smaller; shortens the answer where that is enough. `null` when it
   * cannot be paid for. Throws the reason of the signal.
   */
  charge(call: PlannedCall, signal: AbortSignal): Promise<Charge | null>
  /** What was paid so far, in billionths of a dollar. */
  spentNanoDollars(): number
}

export interface PlannedCall {
  readonly price: ModelPrice
  /** Tokens of the prompt, as many as they can be. */
  readonly prompt: number
  /** The first of them that this review has in the provider's cache. */
  readonly warm: number
  /** Those of them that are marked to be kept for an hour. */
  readonly hourTokens: number
  /** Whether the rest is marked for the cache at all. */
  readonly isMarked: boolean
  readonly maxOutput: number
  /** Looking for defects, or what follows: only the latter may use the reserve. */
  readonly stage: "search" | "conclusion"
  /** Tokens of output of one more call of this kind that must stay affordable; 0 for none. */
  readonly keepOutput: number
}

export interface Charge {
  /** How long the answer may be: what was planned, or less. */
  readonly maxOutput: number
  /** Replaces the worst case by what the call took, in billionths of a dollar. The second call does nothing. */
  settle(nanoDollars: number): void
}

const shareKept = 0.25
// A finder with thinking answers in about five thousand tokens, and in twelve thousand on a large change. Shorter than `comfortable` is better
// than nothing, but worth waiting for others to end; shorter than `shortest` is cut off more often than not.
const comfortable = 16_000
const shortest = 4000
// What the tools of one turn add to the next prompt, and what a refuter is told. In tokens.
const growth = 15_000

/** `usd` as the allowance says; nothing can be charged at 0. */
export function createBudget(usd: number): Budget {
  const total = Math.max(0, Math.floor(usd * nanoDollarsPerDollar))
  let spent = 0
  let inFlight = 0
  const waiting: (() => void)[] = []

  const free = (call: PlannedCall): number => total - spent - inFlight - (call.stage === "search" ? kept(call, total) : 0)

  const take = (call: PlannedCall, least: number): Charge | null => {
    const maxOutput = Math.min(call.maxOutput, affordableOutput(call, free(call)))
    if (maxOutput < Math.min(least, call.maxOutput)) return null
    let charged = worstCaseOf(call.price, { ...call, maxOutput })
    inFlight += charged
    return {
      maxOutput,
      settle: (nanoDollars) => {
        if (charged === 0) return
        inFlight -= charged
        charged = 0
        spent += nanoDollars
        for (const wake of waiting.splice(0)) wake()
      },
    }
  }

  return {
    async charge(call, signal) {
      for (;;) {
        signal.throwIfAborted()
        const charge = take(call, comfortable) ?? (inFlight === 0 ? take(call, shortest) : null)
        if (charge !== null || inFlight === 0) return charge
        await settled(waiting, signal)
      }
    },
    spentNanoDollars: () => spent,
  }
}

// Of a small limit a quarter pays for no answer at all, and what is found and never checked was searched for in vain.
function kept(call: PlannedCall, total: number): number {
  return Math.max(Math.ceil(total * shareKept), worstCaseOf(call.price, { ...following(call), maxOutput: shortest }))
}

/** A call after this one, which then finds in the cache what this one wrote. */
function following(call: PlannedCall): PlannedCall {
  return call.isMarked ? { ...call, prompt: call.prompt + growth, warm: call.prompt } : call
}

function affordableOutput(call: PlannedCall, free: number): number {
  const promptCost = worstCaseOf(call.price, { ...call, maxOutput: 0 })
  const lastAnswer = call.keepOutput === 0 ? 0 : worstCaseOf(call.price, { ...following(call), maxOutput: call.keepOutput })
  return Math.max(0, Math.floor((free - promptCost - lastAnswer) / outputTokenCost(call.price, call.prompt)))
}

function settled(waiting: (() => void)[], signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      signal.removeEventListener("abort", wake)
      resolve()
    }
    signal.addEventListener("abort", wake, { once: true })
    waiting.push(wake)
  })
}
