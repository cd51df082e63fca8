/** How long one review waits for the provider, in milliseconds. */
export interface Patience {
  /** Of its silence before an answer begins, and in the middle of one. A model that thinks sends signs of life every few seconds. */
  readonly firstByteMs: number
  readonly idleMs: number
  /** Before each further try when the provider cannot answer: its hiccups, then its outages. */
  readonly unavailableDelaysMs: readonly number[]
  /** The same when it was already found out in this review that the provider is down, or on the second model. */
  readonly quickDelaysMs: readonly number[]
  /** The longest wait that is sat out when the provider names it. */
  readonly longestWaitMs: number
}

export const usualPatience: Patience = {
  firstByteMs: 120_000,
  idleMs: 60_000,
  unavailableDelaysMs: [500, 1000, 30_000, 120_000],
  quickDelaysMs: [500, 1000],
  longestWaitMs: 60_000,
}
const mostWaits = 3

/** What a pass may still do again. Each kind of trouble has its own; one pass never asks more than a few times more than it would without. */
export interface Retries {
  /** Spends one retry of this kind; false when none is left. */
  take(kind: "interrupted" | "no-answer" | "unknown-stop" | "invalid-answer" | "refused"): boolean
  /** The next wait for a provider that cannot answer, or `null`. */
  nextDelayMs(delaysMs: readonly number[]): number | null
  takeWait(): boolean
  /** Starts the waits anew, for another model. */
  restart(): void
}

export function createRetries(): Retries {
  const taken = new Set<string>()
  let delays = 0
  let waits = 0
  return {
    take(kind) {
      if (taken.has(kind)) return false
      taken.add(kind)
      return true
    },
    nextDelayMs(delaysMs) {
      const delay = delaysMs[delays] ?? null
      delays += 1
      return delay
    },
    takeWait() {
      waits += 1
      return waits <= mostWaits
    },
    restart() {
      delays = 0
    },
  }
}
