// @ts-nocheck fixture
import { EventEmitter } from "node:events"
import express from "express"

const app = express()
const orderEvents = new EventEmitter()

app.get("/orders/stream", (req, res) => {
  // ruleid: no-listener-leak
  orderEvents.on("placed", (order) => res.write(`data: ${order.id}\n\n`))
})

app.get("/health/stream", (req, res) => {
  // ruleid: no-listener-leak
  setInterval(() => res.write("data: alive\n\n"), 5_000)
})

app.post("/exports", (req, res) => {
  // ruleid: no-listener-leak
  process.on("unhandledRejection", (error) => res.status(500).json({ error: String(error) }))
  res.status(202).end()
})

app.get("/fine", (req, res) => {
  // ok: no-listener-leak
  req.on("close", () => res.end())
  // ok: no-listener-leak
  orderEvents.once("placed", (order) => res.json(order))
  const own = new EventEmitter()
  // ok: no-listener-leak
  own.on("done", () => res.end())
  // ok: no-listener-leak
  setTimeout(() => res.end(), 30_000)
})

// ok: no-listener-leak
process.on("SIGTERM", () => process.exit(0))
