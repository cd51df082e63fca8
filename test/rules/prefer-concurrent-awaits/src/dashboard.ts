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
