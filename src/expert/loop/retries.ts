/** How long to wait before each further try when the provider cannot answer, in milliseconds: its hiccups, then its outages. */
export const unavailableDelaysMs: readonly number[] = [500, 1000, 30_000, 120_000]
/** When it was already found out in this review that the provider is down, or on the second model. */
export const quickDelaysMs: readonly number[] = [500, 1000]

/** The longest wait that a review sits out when the provider names it. */
export const longestWaitMs = 60_000
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
