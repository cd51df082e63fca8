import type { ModelShare, ModelUsage } from "../../model/review.ts"
import { costOf, nanoDollarsPerDollar } from "../spending/cost.ts"
import type { CallTokens } from "../spending/cost.ts"
import type { ModelPrice } from "../spending/prices.ts"

/** Adds up what the provider counted for the calls of one pass, or of one review. */
export interface Tally {
  add(price: ModelPrice, tokens: CallTokens | null): void
  usage(): ModelUsage
  /** The same for each model, in the order in which they were first asked. */
  shares(): readonly ModelShare[]
}

export function createTally(): Tally {
  const total = createSum()
  const byModel = new Map<string, Sum>()
  return {
    add(price, tokens) {
      const mine = byModel.get(price.model) ?? createSum()
      byModel.set(price.model, mine)
      for (const sum of [total, mine]) sum.add(price, tokens)
    },
    usage: () => total.usage(),
    shares: () => [...byModel].map(([model, sum]) => ({ model, ...sum.usage() })),
  }
}

type Sum = Omit<Tally, "shares">

function createSum(): Sum {
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
