// @ts-nocheck fixture
import argon2 from "argon2"
import { Router } from "express"
import { z } from "zod"

const schema = z.object({ email: z.string().email(), password: z.string().min(12) })
export const members = Router()

members.post("/", async (req, res) => {
  const parsed = schema.safeParse(req.body)
  if (!parsed.success) {
    // ruleid: no-secret-in-log
    req.log.info({ body: req.body, issues: parsed.error.issues }, "rejected")
    // ok: no-secret-in-log
    req.log.info({ fields: Object.keys(parsed.error.flatten().fieldErrors) }, "rejected")
    return res.sendStatus(400)
  }
  const { email, password } = parsed.data
  await create(email, await argon2.hash(password))
  return res.sendStatus(201)
})

members.patch("/:id", async (req, res) => {
  // ok: no-secret-in-log
  req.log.debug({ body: req.body }, "changed")
  await change(req.params.id, req.body.name)
  return res.sendStatus(204)
})
