// @ts-nocheck fixture
import { Router } from "express"
import * as v from "valibot"
import * as yup from "yup"
import { z } from "zod"
import { users } from "./store.js"

const account = z.object({ name: z.string(), locale: z.enum(["en", "de"]) })
const address = v.object({ street: v.string(), city: v.string() })
const contact = yup.object({ phone: yup.string().required() })

export const router = Router()

router.put("/me", async (req, res) => {
  // ruleid: no-discarded-parse
  const result = account.safeParse(req.body)
  if (!result.success) return res.status(400).json(result.error.issues)
  await users.updateOne({ _id: req.user.id }, { $set: req.body })
  res.sendStatus(204)
})

router.post("/me/address", async (req, res) => {
  // ruleid: no-discarded-parse
  v.parse(address, req.body)
  await users.insertOne({ ...req.body, owner: req.user.id })
  res.sendStatus(201)
})

router.put("/me/contact", async (req, res) => {
  // ruleid: no-discarded-parse
  await contact.validate(req.body, { stripUnknown: true })
  await users.updateOne({ _id: req.user.id }, { $set: { ...req.body } })
  res.sendStatus(204)
})

router.patch("/me", async (req, res) => {
  // ok: no-discarded-parse
  const result = account.safeParse(req.body)
  if (!result.success) return res.status(400).json(result.error.issues)
  await users.updateOne({ _id: req.user.id }, { $set: result.data })
  res.sendStatus(204)
})

router.post("/me/locale", async (req, res) => {
  // ok: no-discarded-parse
  account.parse(req.body)
  const { name, locale } = req.body
  await users.updateOne({ _id: req.user.id }, { $set: { name, locale } })
  res.sendStatus(204)
})

router.post("/me/check", async (req, res) => {
  // ok: no-discarded-parse
  account.parse(req.body)
  res.json(req.body)
})
