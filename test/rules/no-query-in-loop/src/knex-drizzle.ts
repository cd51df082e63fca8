// @ts-nocheck fixture
import express from "express"
import knex from "knex"
import { drizzle } from "drizzle-orm/node-postgres"
import { eq } from "drizzle-orm"
import { customers } from "./tables.ts"

const app = express()
const database = knex({ client: "pg" })
const db = drizzle(process.env.DATABASE_URL)

app.get("/orders", async (req, res) => {
  const orders = await database("orders").limit(50)
  for (const order of orders) {
    // ruleid: no-query-in-loop
    order.customer = await database("customers").where({ id: order.customerId })
  }
  for (const order of orders) {
    // ruleid: no-query-in-loop
    order.buyer = await db.select().from(customers).where(eq(customers.id, order.customerId))
  }
  for (const order of orders) {
    // ruleid: no-query-in-loop
    order.seller = await db.query.customers.findFirst({ where: eq(customers.id, order.sellerId) })
  }
  for (const order of orders) {
    // ruleid: no-query-in-loop
    order.total = await database.raw("SELECT total_of(?)", [order.id])
    // ok: no-query-in-loop
    order.column = database.raw("CAST(?? AS text)", [order.name]).toQuery()
  }
  let query = database("customers")
  // ok: no-query-in-loop
  for (const name of Object.keys(req.query)) query = query.where(name, req.query[name])
  res.json({ orders, customers: await query.limit(10) })
})

app.get("/buyers", async (req, res) => {
  const orders = await database("orders").limit(50)
  const known = new Map()
  const buyerOf = (id) => {
    const pending = known.get(id) ?? db.query.customers.findFirst({ where: eq(customers.id, id) })
    known.set(id, pending)
    return pending
  }
  const sellerOf = (id) => db.query.customers.findFirst({ where: eq(customers.id, id) })
  for (const order of orders) {
    // ok: no-query-in-loop
    order.buyer = await buyerOf(order.buyerId)
    // ruleid: no-query-in-loop
    order.seller = await sellerOf(order.sellerId)
  }
  res.json(orders)
})

const KINDS = { segment: "segment", cohort: "cohort" }
app.get("/filters", async (req, res) => {
  const found = []
  // ok: no-query-in-loop
  for (const kind of Object.keys(KINDS)) found.push(await database("filters").where({ kind }))
  // ruleid: no-query-in-loop
  for (const name of Object.keys(req.query)) found.push(await database("filters").where({ name }))
  res.json(found)
})

app.post("/workers", async (req, res) => {
  const startWorker = async (kind) => {
    for (;;) await db.query.jobs.findFirst({ where: eq(jobs.kind, kind) })
  }
  // ok: no-query-in-loop
  for (const kind of req.body.kinds) startWorker(kind)
  res.sendStatus(202)
})
