import argon2 from "argon2"
import { Router } from "express"
import { prisma } from "./prisma.js"
import { endAllSessions } from "./ends.js"

export const router = Router()

router.post("/password/reset", async (req, res) => {
  const reset = await prisma.passwordReset.findFirst({ where: { code: req.body.code, expiresAt: { gt: new Date() } } })
  if (!reset) return res.sendStatus(400)
  // ruleid: require-session-revocation
  await prisma.user.update({ where: { id: reset.userId }, data: { passwordHash: await argon2.hash(req.body.password) } })
  return res.sendStatus(204)
})

router.put("/account/password", async (req, res) => {
  // ok: require-session-revocation
  await prisma.user.update({ where: { id: req.user.id }, data: { passwordHash: await argon2.hash(req.body.password) } })
  await endAllSessions(req.user.id)
  return res.sendStatus(204)
})

router.post("/register", async (req, res) => {
  // ok: require-session-revocation
  await prisma.user.create({ data: { email: req.body.email, passwordHash: await argon2.hash(req.body.password) } })
  return res.sendStatus(201)
})
