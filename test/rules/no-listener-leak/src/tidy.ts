// @ts-nocheck fixture
import { EventEmitter } from "node:events"
import express from "express"

const app = express()
const orderEvents = new EventEmitter()

app.get("/orders/stream", (req, res) => {
  const write = (order) => res.write(`data: ${order.id}\n\n`)
  // ok: no-listener-leak
  orderEvents.on("placed", write)
  // ok: no-listener-leak
  const beat = setInterval(() => res.write(":\n\n"), 5_000)
  res.on("close", () => {
    clearInterval(beat)
    orderEvents.off("placed", write)
  })
})
