// @ts-nocheck fixture
const { EventEmitter } = require("node:events")

const bus = new EventEmitter()

function subscribe(event, handler) {
  // ruleid: require-catch-in-listener
  bus.on(event, handler)
}

function subscribeSafely(event, handler) {
  // ok: require-catch-in-listener
  bus.on(event, (payload) => {
    Promise.resolve()
      .then(() => handler(payload))
      .catch((error) => console.error(event, error))
  })
}

function watch(event, handler) {
  // Only plain functions are handed in.
  // ok: require-catch-in-listener
  bus.once(event, handler)
}

async function announce(order) {
  await find(order)
}

async function find(order) {
  if (!order) throw new Error("nobody")
}

// With `emitAsync("order.sent")` of eventemitter2, or `captureRejections: true`, somebody would wait for it.
// ruleid: require-catch-in-listener
bus.on("order.sent", announce)

module.exports = { bus, subscribe, subscribeSafely, watch }
