// @ts-nocheck fixture
import express from "express"
import { PrismaClient } from "@prisma/client"

const prisma = new PrismaClient()
const app = express()

app.get("/dashboard/:id", async (req, res) => {
  // ruleid: prefer-concurrent-awaits
  const customer = await prisma.customer.findUnique({ where: { id: req.params.id } })
  const orders = await prisma.order.count({ where: { customerId: req.params.id } })
  const invoices = await prisma.invoice.count({ where: { customerId: req.params.id } })
  res.json({ customer, orders, invoices })
})

app.get("/chain/:id", async (req, res) => {
  // ok: prefer-concurrent-awaits
  const customer = await prisma.customer.findUnique({ where: { id: req.params.id } })
  const order = await prisma.order.findFirst({ where: { customerId: customer.id } })
  const invoice = await prisma.invoice.findFirst({ where: { orderId: order.id } })
  res.json({ customer, order, invoice })
})

app.get("/together/:id", async (req, res) => {
  // ok: prefer-concurrent-awaits
  const [orders, invoices] = await Promise.all([prisma.order.count(), prisma.invoice.count()])
  res.json({ orders, invoices })
})

app.get("/counts", async (req, res) => {
  const query = prisma.issues.createQueryBuilder("issue")
  // Each changes what the next one counts.
  // ok: prefer-concurrent-awaits
  const all = await query.getCount()
  const open = await query.where({ open: true }).getCount()
  const late = await query.where({ late: true }).getCount()
  const mine = await query.where({ mine: true }).getCount()
  res.json({ all, open, late, mine })
})

app.get("/overview", async (req, res) => {
  // ruleid: prefer-concurrent-awaits
  const customers = await prisma.customer.count()
  const orders = await prisma.order.count()
  const invoices = await prisma.invoice.count()
  const refunds = await prisma.refund.count()
  res.json({ customers, orders, invoices, refunds })
})
