// @ts-nocheck fixture
import { Outbox, refresh } from "./outbox.ts"

const EVERY = 5 * 1_000
const outbox = new Outbox()
let running = false

// ruleid: no-overlapping-interval
setInterval(async () => {
  try {
    await outbox.drain()
  } catch (error) {
    console.error(error)
  }
}, EVERY)

// ok: no-overlapping-interval
setInterval(async () => {
  if (running) return
  running = true
  await outbox.drain().finally(() => (running = false))
}, EVERY)

// ok: no-overlapping-interval
setInterval(async () => {
  await outbox.drainTogether()
}, EVERY)

// Reading the same twice does no harm.
// ok: no-overlapping-interval
setInterval(async () => {
  await refresh()
}, EVERY)

// ok: no-overlapping-interval
setInterval(async () => {
  await outbox.drain()
}, 3_600_000)

class Relay {
  start() {
    // ruleid: no-overlapping-interval
    this.timer = setInterval(() => {
      this.pass().catch((error) => console.error(error))
    }, EVERY)
    // ruleid: no-overlapping-interval
    this.other = setInterval(() => void this.pass(), EVERY)
    // ruleid: no-overlapping-interval
    setInterval(function () {
      outbox.drain()
    }, EVERY)
    // ruleid: no-overlapping-interval
    setInterval(this.pass.bind(this), EVERY)
    // A driver that everything waits for is done before the next round.
    // ok: no-overlapping-interval
    setInterval(() => {
      outbox.drainAtOnce()
    }, EVERY)
  }

  async pass() {
    await outbox.drain()
  }
}

export const relay = new Relay()
