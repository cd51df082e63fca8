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
  /** All of the prompt. The first `warm` of it are in the cache, the first `hourTokens` are marked to be kept for an hour. */
  readonly prompt: number
  readonly warm: number
  readonly hourTokens: number
  /** Whether anything is marked for the cache at all. */
  readonly isMarked: boolean
  readonly maxOutput: number
}

/** The most that a call can cost, in billionths of a dollar: what is not known to be in the cache is written to it, the answer is as long as it may be. */
export function worstCaseOf(price: ModelPrice, { prompt, warm, hourTokens, isMarked, maxOutput }: ExpectedTokens): number {
  const cacheRead = Math.min(prompt, warm)
  const cold = prompt - cacheRead
  const cacheWrite1h = Math.min(cold, Math.max(0, hourTokens - cacheRead))
  const rest = cold - cacheWrite1h
  return costOf(price, {
    input: isMarked ? 0 : rest,
    output: maxOutput,
    cacheRead,
    cacheWrite5m: isMarked ? rest : 0,
    cacheWrite1h,
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
