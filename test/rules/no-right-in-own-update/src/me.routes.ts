// @ts-nocheck fixture
import { Router } from "express"
import { z } from "zod"
import { requireLogin } from "./require-login"
import { Member } from "./member"

const memberSchema = z.object({ email: z.string().email(), name: z.string(), role: z.enum(["member", "admin"]) })
const changesSchema = memberSchema.partial()
const ownChangesSchema = memberSchema.omit({ role: true }).partial()

export const router = Router()

router.patch("/members/me", requireLogin, async (req, res) => {
  const changes = changesSchema.parse(req.body)
  // ruleid: no-right-in-own-update
  res.json(await Member.findByIdAndUpdate(req.user.id, changes, { new: true }))
})

router.put("/members/me", requireLogin, async (req, res) => {
  const changes = ownChangesSchema.parse(req.body)
  // ok: no-right-in-own-update
  res.json(await Member.findByIdAndUpdate(req.user.id, changes, { new: true }))
})

router.patch("/members/me/settings", requireLogin, async (req, res) => {
  const { role, ...changes } = changesSchema.parse(req.body)
  // ok: no-right-in-own-update
  res.json(await Member.findByIdAndUpdate(req.user.id, changes, { new: true }))
})

router.patch("/members/:id", requireLogin, async (req, res) => {
  // ok: no-right-in-own-update
  res.json(await Member.findByIdAndUpdate(req.params.id, changesSchema.parse(req.body), { new: true }))
})
