import type { ModelUsage } from "../../model/review.ts"
import { costOf, nanoDollarsPerDollar } from "../spending/cost.ts"
import type { CallTokens } from "../spending/cost.ts"
import type { ModelPrice } from "../spending/prices.ts"

/** Adds up what the provider counted for the calls of one pass, or of one review. */
export interface Tally {
  add(price: ModelPrice, tokens: CallTokens | null): void
  usage(): ModelUsage
}

export function createTally(): Tally {
  let nanoDollars = 0
  let calls = 0
  const sum = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 }
  return {
    add(price, tokens) {
      calls += 1
      if (tokens === null) return
      nanoDollars += costOf(price, tokens)
      sum.input += tokens.input
      sum.output += tokens.output
      sum.cacheRead += tokens.cacheRead
      sum.cacheWrite += tokens.cacheWrite5m + tokens.cacheWrite1h
    },
    usage: () => ({
      usd: nanoDollars / nanoDollarsPerDollar,
      inputTokens: sum.input,
      outputTokens: sum.output,
      cacheReadTokens: sum.cacheRead,
      cacheWriteTokens: sum.cacheWrite,
      calls,
    }),
  }
}
