import type { SharedPrefix } from "../pass.ts"
import { bytesPerTokenAtWorst } from "../request/estimate-tokens.ts"
import type { CallTokens } from "../spending/cost.ts"

/** What this review knows of the provider's cache and tokenizer from its own calls; by it the worst case of the next call is told. */
export interface Warmth {
  /** Tokens of the prefix that are in the cache at this time: all, those that are kept for an hour, or 0 when it was never written or too long ago. */
  prefixTokens(model: string, prefix: SharedPrefix | null, now: number): number
  /** The answer to the first call of a conversation has begun: from now on others can read what it wrote. `packLifetime` is what the pack is marked for. */
  noteOpening(model: string, prefix: SharedPrefix, tokens: CallTokens, startedAt: number, packLifetime: "5m" | "1h"): void
  /** Tokens of a prompt of so many bytes, as many as they can be. */
  tokensOf(model: string, bytes: number): number
  /** A prompt of so many bytes was counted. */
  noteSize(model: string, bytes: number, tokens: number): void
  hasMeasured(model: string): boolean
}

// Lives in the cache, from the start of the call that wrote or last read; a little less than they are, because the next call has to arrive.
const arrivalMs = 10_000
const fiveMinutesMs = 5 * 60_000 - arrivalMs
const hourMs = 60 * 60_000 - arrivalMs
// Another part of a review may have denser text than the one that was counted.
const caution = 0.95

/** What the last call of a conversation left behind its last turn. */
export interface WarmTurns {
  readonly tokens: number
  readonly until: number
}
export const coldTurns: WarmTurns = { tokens: 0, until: 0 }

/** Takes what a call that began at `startedAt` counted, returns what the next call of its conversation can read; turns are kept for five minutes. */
export function warmTurns({ cacheRead, cacheWrite5m, cacheWrite1h }: CallTokens, startedAt: number): WarmTurns {
  return { tokens: cacheRead + cacheWrite5m + cacheWrite1h, until: startedAt + fiveMinutesMs }
}

interface Entry {
  readonly prefix: SharedPrefix
  /** All of the prefix, and the part of it that is kept for an hour. */
  readonly all: WarmTurns
  readonly hour: WarmTurns
}

export function createWarmth(): Warmth {
  const written = new Map<string, Entry>()
  const densities = new Map<string, number>()
  const known = (model: string, prefix: SharedPrefix | null): Entry | null => {
    const entry = written.get(model)
    return entry !== undefined && prefix?.pack === entry.prefix.pack ? entry : null
  }
  return {
    prefixTokens(model, prefix, now) {
      const entry = known(model, prefix)
      if (entry === null) return 0
      return now < entry.all.until ? entry.all.tokens : now < entry.hour.until ? entry.hour.tokens : 0
    },
    noteOpening(model, prefix, { cacheRead, cacheWrite5m, cacheWrite1h }, startedAt, packLifetime) {
      const tokens = cacheRead + cacheWrite5m + cacheWrite1h
      const isHour = packLifetime === "1h"
      // Who wrote the pack read no further than the rules before it, which are marked for an hour. Who read the pack renewed nothing else.
      const rules = { tokens: cacheRead + cacheWrite1h, until: startedAt + hourMs }
      const hour = isHour ? { ...rules, tokens } : cacheWrite5m > 0 ? rules : (known(model, prefix)?.hour ?? coldTurns)
      written.set(model, { prefix, all: { tokens, until: startedAt + (isHour ? hourMs : fiveMinutesMs) }, hour })
    },
    tokensOf: (model, bytes) => Math.ceil(bytes / (caution * (densities.get(model) ?? bytesPerTokenAtWorst / caution))),
    noteSize(model, bytes, tokens) {
      if (tokens > 0) densities.set(model, Math.min(densities.get(model) ?? Infinity, bytes / tokens))
    },
    hasMeasured: (model) => densities.has(model),
  }
}
