// @ts-nocheck fixture
import express from "express"
import { PrismaClient } from "@prisma/client"

const app = express()
const prisma = new PrismaClient()

app.post("/orders", async (req, res) => {
  const order = await prisma.order.create({ data: { customerId: req.body.customerId } })
  // ruleid: require-transaction
  await prisma.orderLine.createMany({ data: req.body.lines.map((line) => ({ ...line, orderId: order.id })) })
  res.status(201).json(order)
})

app.post("/accounts/:id/close", async (req, res) => {
  await prisma.account.update({ where: { id: req.params.id }, data: { closed: true } })
  // ruleid: require-transaction
  await prisma.subscription.deleteMany({ where: { accountId: req.params.id } })
  res.status(204).end()
})

app.post("/fine", async (req, res) => {
  // ok: require-transaction
  await prisma.$transaction(async (tx) => {
    const order = await tx.order.create({ data: req.body })
    await tx.orderLine.createMany({ data: [{ orderId: order.id }] })
  })
  res.status(204).end()
})

app.post("/audited", async (req, res) => {
  const order = await prisma.order.create({ data: req.body })
  // ok: require-transaction
  await prisma.auditLog.create({ data: { orderId: order.id } })
  res.status(204).end()
})

app.post("/either", async (req, res) => {
  if (req.body.draft) {
    await prisma.draft.create({ data: { id: req.body.id } })
    return res.status(204).end()
  } else {
    // ok: require-transaction
    await prisma.order.create({ data: { id: req.body.id } })
  }
  res.status(204).end()
})

app.post("/independent", async (req, res) => {
  await prisma.visit.create({ data: { path: req.path } })
  // ok: require-transaction
  await prisma.order.create({ data: { total: req.body.total } })
  res.status(204).end()
})
