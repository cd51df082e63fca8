// @ts-nocheck fixture
import { once } from "node:events"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import express from "express"
import { db, answers } from "./db.ts"

const app = express()

app.get("/orders.csv", async (req, res) => {
  const cursor = db.collection("orders").find({ merchant: req.user.merchant })
  for await (const order of cursor) {
    // ruleid: require-backpressure
    res.write(`${order.number};${order.cents}\n`)
  }
  res.end()
})

app.get("/orders.txt", async (req, res) => {
  const cursor = db.collection("orders").find({ merchant: req.user.merchant })
  // ok: require-backpressure
  await pipeline(Readable.from(cursor), res)
})

app.get("/events", async (req, res) => {
  for await (const row of db.collection("orders").watch()) {
    // ok: require-backpressure
    res.write(`data: ${JSON.stringify(row)}\n\n`)
  }
})

app.get("/answer", async (req, res) => {
  for await (const word of answers(req.query.q)) {
    // ok: require-backpressure
    res.write(word)
  }
  res.end()
})

app.get("/orders.json", async (req, res) => {
  const cursor = db.collection("orders").find({})
  for await (const order of cursor) {
    // ok: require-backpressure
    if (!res.write(JSON.stringify(order))) await once(res, "close")
  }
})
