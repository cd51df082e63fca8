import type { Clock } from "../../src/expert/clock.ts"

export interface TestClock extends Clock {
  /** Lets time pass and rings what is due. */
  advance(ms: number): void
  /** Every sleep that was asked for, in milliseconds. */
  readonly slept: readonly number[]
}

/** Time that passes only when somebody sleeps, or the test says so. A sleep is over at once. */
export function createTestClock(startAt = Date.UTC(2026, 0, 1)): TestClock {
  let time = startAt
  const alarms = new Map<symbol, { readonly at: number; readonly ring: () => void }>()
  const slept: number[] = []
  return {
    slept,
    now: () => time,
    ringAfter(ms, ring) {
      const key = Symbol("alarm")
      alarms.set(key, { at: time + ms, ring })
      return () => alarms.delete(key)
    },
    sleep(ms, signal) {
      signal.throwIfAborted()
      slept.push(ms)
      time += ms
      return Promise.resolve()
    },
    advance(ms) {
      time += ms
      for (const [key, alarm] of alarms) {
        if (alarm.at > time) continue
        alarms.delete(key)
        alarm.ring()
      }
    },
  }
}
