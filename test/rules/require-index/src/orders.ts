// @ts-nocheck fixture
import express from "express"
import mongoose from "mongoose"
import { PrismaClient } from "@prisma/client"
import { drizzle } from "drizzle-orm/node-postgres"
import { pgTable, text, uuid, index } from "drizzle-orm/pg-core"
import { eq } from "drizzle-orm"

const prisma = new PrismaClient()
const db = drizzle(process.env.DATABASE_URL)
const app = express()

const Session = mongoose.model(
  "Session",
  new mongoose.Schema({ userId: String, token: { type: String, index: true }, active: Boolean }),
)

const invoices = pgTable(
  "invoices",
  { id: uuid("id").primaryKey(), orderId: uuid("order_id"), number: text("number"), customerId: uuid("customer_id") },
  (table) => [index("invoices_customer").on(table.customerId)],
)

app.get("/customers/:id/orders", async (req, res) => {
  // ruleid: require-index
  const orders = await prisma.order.findMany({ where: { customerId: req.params.id }, take: 50 })
  // ruleid: require-index
  const sessions = await Session.find({ userId: req.params.id }).limit(5)
  // ruleid: require-index
  const bills = await db.select().from(invoices).where(eq(invoices.orderId, req.params.id)).limit(5)
  res.json({ orders, sessions, bills })
})

app.get("/fine", async (req, res) => {
  // ok: require-index
  const order = await prisma.order.findUnique({ where: { reference: req.query.reference } })
  // ok: require-index
  const open = await prisma.order.findMany({ where: { status: "OPEN" }, take: 50 })
  // ok: require-index
  const mixed = await prisma.order.findMany({ where: { status: "OPEN", customerId: req.params.id }, take: 50 })
  // ok: require-index
  const paid = await prisma.order.findMany({ where: { paid: true }, take: 50 })
  // ok: require-index
  const customer = await prisma.customer.findFirst({ where: { email: req.query.email } })
  // ok: require-index
  const session = await Session.findOne({ token: req.query.token })
  // ok: require-index
  const bills = await db.select().from(invoices).where(eq(invoices.customerId, customer.id)).limit(5)
  res.json({ order, open, mixed, paid, customer, session, bills })
})
