// @ts-nocheck fixture
import express from "express"
import { count, eq } from "drizzle-orm"
import { drizzle } from "drizzle-orm/node-postgres"
import { orders } from "./tables.ts"

const app = express()
const db = drizzle(process.env.DATABASE_URL)

app.get("/orders", async (req, res) => {
  // ruleid: no-unbounded-query
  const all = await db.select().from(orders).orderBy(orders.createdAt)
  // ruleid: no-unbounded-query
  const found = await db.query.orders.findMany({ with: { lines: true } })
  // ok: no-unbounded-query
  const page = await db.select().from(orders).limit(20)
  // ok: no-unbounded-query
  const own = await db.select().from(orders).where(eq(orders.customerId, req.user.id))
  // ok: no-unbounded-query
  const some = await db.query.orders.findMany({ limit: 10 })
  // ok: no-unbounded-query
  const [total] = await db.select({ total: count() }).from(orders)
  res.json({ all, found, page, own, some, total })
})
