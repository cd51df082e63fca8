// @ts-nocheck fixture
import express from "express"
import mongoose from "mongoose"
import { PrismaClient } from "@prisma/client"
import { Pool } from "pg"
import { stages } from "./stages.ts"
import { priceOf } from "./prices.js"

const app = express()
const prisma = new PrismaClient()
const pool = new Pool()
const Customer = mongoose.model("Customer", new mongoose.Schema({}))
const KINDS = ["open", "closed"]

app.get("/orders", async (req, res) => {
  const orders = await prisma.order.findMany({ take: 50 })
  for (const order of orders) {
    // ruleid: no-query-in-loop
    order.customer = await prisma.customer.findUnique({ where: { id: order.customerId } })
  }
  res.json(orders)
})

app.get("/orders/full", async (req, res) => {
  const orders = await prisma.order.findMany({ take: 50 })
  const full = await Promise.all(
    orders.map(async (order) => {
      const id = order.customerId
      // ruleid: no-query-in-loop
      const customer = await Customer.findById(id)
      // ruleid: no-query-in-loop
      const price = await priceOf(order.productId)
      return { ...order, customer, price }
    }),
  )
  res.json(full)
})

app.get("/batched", async (req, res) => {
  const orders = await prisma.order.findMany({ take: 50 })
  // ok: no-query-in-loop
  const customers = await prisma.customer.findMany({ where: { id: { in: orders.map((order) => order.customerId) } } })
  res.json(customers)
})

app.get("/kinds", async (req, res) => {
  const counts = {}
  for (const kind of KINDS) {
    // ok: no-query-in-loop
    counts[kind] = await prisma.order.count({ where: { kind } })
  }
  res.json(counts)
})

app.post("/jobs", (req, res) => {
  setInterval(async () => {
    for (const id of req.body.ids) {
      // ok: no-query-in-loop
      await Customer.findOne({ id })
    }
  }, 60_000)
  scheduler.scheduleJob("0 * * * *", () => refresh(req.body.ids))
  res.end()
})

async function refresh(ids) {
  for (const id of ids) {
    // ok: no-query-in-loop
    await Customer.findOne({ id })
  }
}

app.post("/stages", async (req, res) => {
  for (const stage of stages) {
    // ok: no-query-in-loop
    if (!(await Customer.findOne({ stage: stage.name }))) await Customer.create({ stage: stage.name })
  }
  const chosen = []
  for (const name of req.body.names) chosen.push(name)
  for (const name of chosen) {
    // ruleid: no-query-in-loop
    if (!(await Customer.findOne({ name }))) res.status(404)
  }
  res.end()
})

app.get("/import", async (req, res) => {
  for (const chunk of chunksOf(req.body.ids)) {
    // ok: no-query-in-loop
    await pool.query("SELECT * FROM orders WHERE id = ANY($1)", [chunk])
  }
  for (const id of req.body.ids) {
    // ok: no-query-in-loop
    const found = await prisma.order.findUnique({ where: { id } })
    if (found) break
  }
  res.end()
})

// Not reached from a request.
export async function nightly(orders) {
  for (const order of orders) {
    // ok: no-query-in-loop
    await prisma.customer.findUnique({ where: { id: order.customerId } })
  }
}

class Channel {
  constructor(name) {
    this.name = name
  }

  subscribe(listener) {
    const onStatus = async () => listener(await prisma.order.findFirst({ where: { name: this.name } }))
    events.on(this.name, onStatus)
    return () => events.off(this.name, onStatus)
  }
}

app.get("/statuses", (req, res) => {
  for (const name of req.query.names) {
    const channel = new Channel(name)
    // ok: no-query-in-loop
    const leave = channel.subscribe((status) => res.write(status))
    res.on("close", leave)
  }
})

app.post("/payments/refunded", async (req, res) => {
  const sources = [req.body.payment, req.body.invoice].filter(Boolean)
  for (const source of sources) {
    // ok: no-query-in-loop
    await prisma.customer.findUnique({ where: { id: source } })
  }
  for (const source of [req.body.charge, req.body.dispute].filter((each) => each !== undefined).map(String)) {
    // ok: no-query-in-loop
    await prisma.customer.findUnique({ where: { id: source } })
  }
  for (const source of [...req.body.sources, req.body.payment].filter(Boolean)) {
    // ruleid: no-query-in-loop
    await prisma.customer.findUnique({ where: { id: source } })
  }
  res.end()
})
