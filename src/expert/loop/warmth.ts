import type { SharedPrefix } from "../pass.ts"
import { bytesPerTokenAtWorst } from "../request/estimate-tokens.ts"
import type { CallTokens } from "../spending/cost.ts"

/** What this review knows of the provider's cache and tokenizer from its own calls; by it the worst case of the next call is told. */
export interface Warmth {
  /** Tokens of the prefix that are in the cache at this time; 0 when it was never written, or too long ago. */
  prefixTokens(model: string, prefix: SharedPrefix | null, now: number): number
  /** The answer to the first call of a conversation has begun: from now on others can read what it wrote. */
  noteOpening(model: string, prefix: SharedPrefix, tokens: CallTokens, startedAt: number): void
  /** Tokens of a prompt of so many bytes, as many as they can be. */
  tokensOf(model: string, bytes: number): number
  /** A prompt of so many bytes was counted. */
  noteSize(model: string, bytes: number, tokens: number): void
  hasMeasured(model: string): boolean
}

// The shorter of the two lives, from the start of the call that wrote it. A call that finds it gone costs one prompt more than it was charged.
const lifetimeMs = 5 * 60_000
// Another part of a review may have denser text than the one that was counted.
const caution = 0.95

export function createWarmth(): Warmth {
  const written = new Map<string, { readonly prefix: SharedPrefix; readonly tokens: number; readonly until: number }>()
  const densities = new Map<string, number>()
  return {
    prefixTokens(model, prefix, now) {
      const entry = written.get(model)
      return entry !== undefined && prefix?.pack === entry.prefix.pack && now < entry.until ? entry.tokens : 0
    },
    noteOpening(model, prefix, { cacheRead, cacheWrite5m, cacheWrite1h }, startedAt) {
      written.set(model, { prefix, tokens: cacheRead + cacheWrite5m + cacheWrite1h, until: startedAt + lifetimeMs })
    },
    tokensOf: (model, bytes) => Math.ceil(bytes / (caution * (densities.get(model) ?? bytesPerTokenAtWorst / caution))),
    noteSize(model, bytes, tokens) {
      if (tokens > 0) densities.set(model, Math.min(densities.get(model) ?? Infinity, bytes / tokens))
    },
    hasMeasured: (model) => densities.has(model),
  }
}
