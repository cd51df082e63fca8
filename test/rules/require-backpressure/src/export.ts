// @ts-nocheck fixture
import { pipeline } from "node:stream/promises"
import express from "express"
import { orders } from "./store.ts"

const app = express()

app.get("/export", (req, res) => {
  const rows = orders.stream()
  rows.on("data", (row) => {
    // ruleid: require-backpressure
    res.write(row)
  })
  rows.on("end", () => res.end())
})

app.get("/better", async (req, res) => {
  // ok: require-backpressure
  await pipeline(orders.stream(), res)
})

app.get("/sum", (req, res) => {
  let sum = 0
  orders.stream().on("data", (row) => {
    // ok: require-backpressure
    sum += row.total
  })
  res.write("begun")
  res.end(String(sum))
})

app.post("/feeds", (req, res) => {
  const parser = makeParser(res)
  // ok: require-backpressure
  req.on("data", (chunk) => parser.write(chunk))
})

app.post("/copies", (req, res) => {
  const copy = openCopy()
  // ruleid: require-backpressure
  req.on("data", (chunk) => copy.write(chunk))
})
