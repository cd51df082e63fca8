// @ts-nocheck fixture
import { PrismaClient } from "@prisma/client"
import express from "express"

const prisma = new PrismaClient()
const app = express()

app.post("/reset", async (req, res) => {
  // ruleid: no-nosql-injection
  const user = await prisma.user.findFirst({ where: { resetToken: req.body.token } })
  // ok: no-nosql-injection
  const same = await prisma.user.findFirst({ where: { resetToken: String(req.body.token) } })
  // ok: no-nosql-injection
  const one = await prisma.user.findUnique({ where: { email: req.body.email } })
  // ok: no-nosql-injection
  const page = await prisma.user.findMany({ where: { active: true }, take: Number(req.body.size) })
  // ok: no-nosql-injection
  const some = await prisma.answer.findMany({ where: { result: { typebotId: req.params.id, id: { in: req.body.ids } } } })
  res.json({ user, same, one, page, some })
})
