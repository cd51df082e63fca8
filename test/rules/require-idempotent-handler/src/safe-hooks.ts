// @ts-nocheck fixture
import { Router } from "express"
import { PrismaClient } from "@prisma/client"

const prisma = new PrismaClient()
export const hooks = Router()

hooks.post("/github", async (req, res) => {
  if (!isSigned(req.rawBody, req.headers["x-hub-signature-256"])) return res.status(401).end()
  const delivery = req.headers["x-github-delivery"]
  // ok: require-idempotent-handler
  await prisma.delivery.create({ data: { id: delivery, payload: req.body } })
  res.status(202).end()
})

hooks.post("/orders", async (req, res) => {
  // A request of a client, not one that is repeated by itself.
  // ok: require-idempotent-handler
  await prisma.order.create({ data: { name: req.body.name } })
  res.status(201).end()
})
