/** The sandbox's time: the machine's, plus whatever a test has added to let tokens expire. */
export interface Clock {
  now(): Date
  /** GitHub's form of the current time: UTC, whole seconds. */
  iso(): string
  /** Moves the clock forward by this many milliseconds. */
  advance(milliseconds: number): void
}

/** Takes the source of the real time in milliseconds since 1970; returns a clock that starts in step with it. */
export function createClock(realTime: () => number = Date.now): Clock {
  let offset = 0
  return {
    now: () => new Date(realTime() + offset),
    iso: () => formatTime(new Date(realTime() + offset)),
    advance(milliseconds) {
      offset += milliseconds
    },
  }
}

/** Takes a moment; returns it as GitHub writes times, without fractions of a second. */
export function formatTime(moment: Date): string {
  return `${moment.toISOString().slice(0, 19)}Z`
}
