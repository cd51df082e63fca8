import type { ModelPrice, TokenPrices } from "./prices.ts"

/** Whole tokens of one call, each counted once. */
export interface CallTokens {
  /** Neither read from the cache nor written to it. */
  readonly input: number
  readonly output: number
  readonly cacheRead: number
  readonly cacheWrite5m: number
  readonly cacheWrite1h: number
}

// Billionths of a dollar: at every price we keep, one token is a whole number of them, so sums are exact.
export const nanoDollarsPerDollar = 1_000_000_000

/** What one call costs, in billionths of a dollar; exact. */
export function costOf(price: ModelPrice, tokens: CallTokens): number {
  const prompt = tokens.input + tokens.cacheRead + tokens.cacheWrite5m + tokens.cacheWrite1h
  const perToken = price.usdPerMillion
  return (
    factorFor(price, prompt) *
    (tokens.input * nanoDollars(perToken.input) +
      tokens.output * nanoDollars(perToken.output) +
      tokens.cacheRead * nanoDollars(perToken.cacheRead) +
      tokens.cacheWrite5m * nanoDollars(perToken.cacheWrite5m) +
      tokens.cacheWrite1h * nanoDollars(perToken.cacheWrite1h))
  )
}

/** Tokens of a call that has not been made, as many as it can become. */
export interface ExpectedTokens {
  /** All of the prompt; `hourTokens` of it are marked to be kept for an hour, and `isMarked` says whether anything else is marked at all. */
  readonly prompt: number
  readonly hourTokens: number
  readonly isMarked: boolean
  readonly maxOutput: number
}

/** The most that a call can cost, in billionths of a dollar: nothing is read from the cache, and the answer is as long as it may be. */
export function worstCaseOf(price: ModelPrice, { prompt, hourTokens, isMarked, maxOutput }: ExpectedTokens): number {
  const rest = Math.max(0, prompt - hourTokens)
  return costOf(price, {
    input: isMarked ? 0 : rest,
    output: maxOutput,
    cacheRead: 0,
    cacheWrite5m: isMarked ? rest : 0,
    cacheWrite1h: Math.min(prompt, hourTokens),
  })
}

/** What one more token of output costs after a prompt of this length, in billionths of a dollar. */
export function outputTokenCost(price: ModelPrice, prompt: number): number {
  return factorFor(price, prompt) * nanoDollars(price.usdPerMillion.output)
}

function factorFor({ longPrompt }: ModelPrice, prompt: number): number {
  return longPrompt !== null && prompt > longPrompt.above ? longPrompt.factor : 1
}

// A dollar a million tokens is a thousand billionths a token. Rounding takes away what 0.1 is not, in binary.
function nanoDollars(usdPerMillion: TokenPrices[keyof TokenPrices]): number {
  return Math.round(usdPerMillion * 1000)
}
