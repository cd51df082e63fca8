// @ts-nocheck fixture
import { setTimeout as sleep } from "node:timers/promises"
import ms from "ms"

const DAY = 24 * 60 * 60 * 1000
const TRIAL_DAYS = 30
const MAX_DELAY = 2 ** 31 - 1
const end = (started) => started + 1

// ruleid: no-timer-overflow
setTimeout(() => end(1), 30 * DAY)
// ruleid: no-timer-overflow
setInterval(end, 1000 * 60 * 60 * 24 * 30)
// ruleid: no-timer-overflow
setTimeout(end, ms("30d"))
// ruleid: no-timer-overflow
await sleep(DAY * 60)
// ok: no-timer-overflow
setTimeout(end, 7 * DAY)
// ok: no-timer-overflow
setInterval(end, ms("24d"))
// ok: no-timer-overflow
await sleep(1_000, DAY * 60)
// ok: no-timer-overflow
setTimeout(end, Math.min(30 * DAY, MAX_DELAY))

export function remind(order) {
  const at = order.createdAt.getTime() + 45 * DAY
  const left = Math.max(0, at - Date.now())
  // ruleid: no-timer-overflow
  setTimeout(() => end(order), left)
  // ok: no-timer-overflow
  setTimeout(() => end(order), Math.min(left, MAX_DELAY))
  // ok: no-timer-overflow
  setTimeout(() => end(order), order.dueAt - Date.now())
  // Ten days of the thirty are gone.
  // ok: no-timer-overflow
  setTimeout(() => end(order), at - 30 * DAY - Date.now())
}

export class Trials {
  track(trial) {
    this.arm(trial.id, trial.startedAt.getTime() + TRIAL_DAYS * DAY)
  }

  pause(trial) {
    this.again(trial, 40 * DAY)
    this.again(trial, 2 * DAY)
  }

  arm(id, at) {
    const left = Math.max(0, at - Date.now())
    // ruleid: no-timer-overflow
    this.timer = setTimeout(() => this.arm(id, at), left)
  }

  again(trial, delay) {
    // Not each of them is that long.
    // ok: no-timer-overflow
    this.timer = setTimeout(() => end(trial), delay)
  }
}
