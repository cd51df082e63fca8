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

app.post("/teams/:id/owner", async (req, res) => {
  const teamId = req.params.id
  const { userId, tenantId } = req.body
  await prisma.membership.updateMany({ where: { teamId, userId }, data: { role: "owner" } })
  // ruleid: require-transaction
  await prisma.team.update({ where: { id: teamId }, data: { ownerId: userId } })
  res.status(204).end()
})

app.post("/tenants/:id/visits", async (req, res) => {
  const { userId, tenantId } = req.body
  await prisma.visit.create({ data: { tenantId, createdById: userId, path: req.path } })
  // The same customer and the same author make no pair of them.
  // ok: require-transaction
  await prisma.order.create({ data: { tenantId, createdById: userId, total: req.body.total } })
  res.status(204).end()
})

app.post("/teams/:id/close", async (req, res) => {
  const teamId = req.params.id
  // ok: require-transaction
  await prisma.$transaction([
    prisma.membership.deleteMany({ where: { teamId } }),
    prisma.team.update({ where: { id: teamId }, data: { closed: true } }),
  ])
  res.status(204).end()
})

app.post("/teams/:id/steps", async (req, res) => {
  const teamId = req.params.id
  await prisma.membership.updateMany({ where: { teamId }, data: { role: "member" } })
  try {
    // ok: require-transaction
    await prisma.team.update({ where: { id: teamId }, data: { open: true } })
  } catch (error) {
    req.log.warn(error)
  }
  res.status(204).end()
})
