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
