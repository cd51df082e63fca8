// @ts-nocheck fixture
import express from "express"
import fastify from "fastify"
import { orders } from "./store.ts"

const app = express()
const server = fastify()

app.get("/orders/:id", async (req, res) => {
  const order = await orders.find(req.params.id)
  if (!order) {
    // ruleid: no-double-response
    return res.status(404).json({ error: "no such order" })
  }
  res.json(order)
})

app.post("/orders", async (req, res) => {
  try {
    await orders.create(req.body)
  } catch (error) {
    console.error(error)
    // ruleid: no-double-response
    return res.status(500).send("could not be stored")
  }
  return res.status(201).end()
})

server.get("/prices/:id", (request, reply) => {
  // ruleid: no-double-response
  if (!request.params.id) return reply.code(400).send({ error: "id" })
  const price = orders.priceOf(request.params.id)
  reply.send(price)
})

app.delete("/orders/:id", async (req, res) => {
  const order = await orders.find(req.params.id)
  if (!order) {
    // ok: no-double-response
    return res.status(404).end()
  }
  if (order.closed) {
    // ok: no-double-response
    res.status(409).end()
    return
  }
  await orders.remove(order)
  res.status(204).end()
})

app.put("/orders/:id", async (req, res) => {
  const order = await orders.find(req.params.id)
  if (!order) {
    // ok: no-double-response
    res.status(404).end()
  } else {
    await orders.update(order, req.body)
    res.json(order)
  }
})

app.get("/export", (req, res) => {
  if (req.query.raw) {
    // ok: no-double-response
    res.send("raw")
  }
  if (!res.headersSent) res.json({})
})

app.get("/kind", (req, res) => {
  switch (req.query.kind) {
    case "a":
      // ok: no-double-response
      res.send("a")
      break
    default:
      res.send("b")
  }
})

app.post("/orders/:id/close", async (req, res) => {
  const order = await orders.find(req.params.id)
  if (order.closed) {
    // ruleid: no-double-response
    return res.status(409).json({ error: "closed already" })
  }
  const closed = await orders.close(order)
  if (!closed) return res.status(409).json({ error: "changed meanwhile" })
  if (closed.total === 0) {
    res.status(204).end()
    return
  }
  res.json(closed)
})

app.post("/orders/:id/reopen", async (req, res) => {
  const order = await orders.find(req.params.id)
  if (order.open) {
    // ok: no-double-response
    res.status(409).json({ error: "open" })
  }
  // Whoever gets here with an answer goes another way.
  if (order.open) return
  if (!order.closed) return res.status(409).end()
  res.json(await orders.reopen(order))
})

app.post("/orders/:id/ship", async (req, res) => {
  const order = await orders.find(req.params.id)
  if (!order.address) {
    // ok: no-double-response
    res.status(422).json({ error: "address" })
  }
  if (!res.headersSent) return res.json(await orders.ship(order))
  res.locals.done = true
})

app.post("/orders/:id/cancel", async (req, res) => {
  const order = await orders.find(req.params.id)
  if (order.shipped) {
    // ruleid: no-double-response
    return res.status(409).json({ error: "shipped" })
  }
  for (const line of order.lines) line.open = false
  try {
    await orders.close(order)
    res.json(order)
  } catch {
    res.status(500).end()
  }
})

app.post("/orders/:id/split", async (req, res) => {
  const order = await orders.find(req.params.id)
  if (order.shipped) {
    // ok: no-double-response
    res.status(409).json({ error: "shipped" })
  }
  try {
    if (order.shipped) return
    await orders.close(order)
    res.json(order)
  } catch {
    res.locals.failed = true
  }
})
