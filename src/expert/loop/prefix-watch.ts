import type { CallTokens } from "../spending/cost.ts"

/** Notices when the shared prefix, once written, is paid for again. */
export interface PrefixWatch {
  /** Whether this call of a pass with a prefix should have read more from the cache than it did. */
  misses(model: string, tokens: CallTokens): boolean
}

const shareToRead = 0.9

export function createPrefixWatch(): PrefixWatch {
  const written = new Map<string, number>()
  return {
    misses(model, { cacheRead, cacheWrite5m, cacheWrite1h }) {
      const prefix = written.get(model)
      // The first call of a conversation marks nothing behind the prefix, so that what it read and wrote is the prefix.
      if (prefix === undefined) written.set(model, cacheRead + cacheWrite5m + cacheWrite1h)
      return prefix !== undefined && cacheRead < shareToRead * prefix
    },
  }
}
