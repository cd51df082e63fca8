// What the models cost, as data. A price changes without notice: each row says from when it holds and where it was read, and a model that is not
// here is refused at the start rather than paid for blindly.

/** US dollars for a million tokens, in the five ways in which tokens are charged. */
export interface TokenPrices {
  readonly input: number
  readonly output: number
  /** Written to the cache for five minutes. */
  readonly cacheWrite5m: number
  /** Written to the cache for an hour. */
  readonly cacheWrite1h: number
  readonly cacheRead: number
}

export interface ModelPrice {
  readonly model: string
  /** The day from which the row holds, or on which it was read. */
  readonly since: string
  readonly source: string
  readonly usdPerMillion: TokenPrices
  /**
   * Who is asked in its place where it refuses or is overloaded, unless the operator names another; `null` for nobody. None that costs more: the
   * limits are those of the model that was chosen.
   */
  readonly standIn: string | null
  /** A prompt of more tokens than `above`, cached ones included, costs `factor` times as much on every token, output included. */
  readonly longPrompt: { readonly above: number; readonly factor: number } | null
}

export const modelPrices: readonly ModelPrice[] = [
  {
    model: "claude-haiku-5-5",
    since: "2026-10-07",
    source: "platform.claude.com/docs/en/models/haiku-5-5/overview",
    usdPerMillion: { input: 0.1, output: 0.5, cacheWrite5m: 0.125, cacheWrite1h: 0.2, cacheRead: 0.01 },
    standIn: null,
    longPrompt: { above: 100_000, factor: 5 },
  },
  {
    model: "claude-sonnet-5-5",
    since: "2026-10-07",
    source: "platform.claude.com/docs/en/models/sonnet-5-5/overview; cache read cut from 0.20 that day",
    usdPerMillion: { input: 2, output: 10, cacheWrite5m: 2.5, cacheWrite1h: 4, cacheRead: 0.1 },
    standIn: "claude-sonnet-5",
    longPrompt: null,
  },
  {
    model: "claude-sonnet-5",
    since: "2026-09-01",
    source: "platform.claude.com/docs/en/models/sonnet-5/overview",
    usdPerMillion: { input: 2, output: 10, cacheWrite5m: 2.5, cacheWrite1h: 4, cacheRead: 0.2 },
    standIn: "claude-sonnet-5-5",
    longPrompt: null,
  },
  {
    model: "claude-opus-5-5",
    since: "2026-10-07",
    source: "platform.claude.com/docs/en/models/opus-5-5/overview",
    usdPerMillion: { input: 4, output: 20, cacheWrite5m: 5, cacheWrite1h: 8, cacheRead: 0.2 },
    standIn: "claude-sonnet-5-5",
    longPrompt: null,
  },
  {
    model: "claude-opus-5",
    since: "2026-10-07",
    source: "platform.claude.com/docs/en/about-claude/pricing",
    usdPerMillion: { input: 5, output: 25, cacheWrite5m: 6.25, cacheWrite1h: 10, cacheRead: 0.5 },
    standIn: "claude-opus-5-5",
    longPrompt: null,
  },
  {
    model: "claude-fable-5-1",
    since: "2026-10-16",
    source: "platform.claude.com/docs/en/about-claude/pricing; cache read from a price audit by others",
    usdPerMillion: { input: 10, output: 50, cacheWrite5m: 12.5, cacheWrite1h: 20, cacheRead: 0.25 },
    standIn: "claude-opus-5-5",
    longPrompt: null,
  },
]

/** The price of a model, or `null` when it is unknown and the model must not be used. */
export function priceOf(model: string): ModelPrice | null {
  return modelPrices.find((price) => price.model === model) ?? null
}

/** A sentence for the operator who configured a model whose cost is unknown; `null` when the model can be used. */
export function refuseUnknownModel(model: string): string | null {
  if (priceOf(model) !== null) return null
  return `"${model}" is a model whose price is unknown, so that no limit could be kept: use one of ${modelPrices.map((price) => price.model).join(", ")}.`
}
