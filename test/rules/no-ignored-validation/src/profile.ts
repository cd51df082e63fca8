import { validate, validateOrReject } from "class-validator"
import { Router } from "express"
import { z } from "zod"
import { order } from "./orders.js"
import { Profile, profiles } from "./store.js"

const query = z.object({ page: z.coerce.number().int().min(1).max(500) })

export const router = Router()

router.get("/profiles", async (req, res) => {
  // ok: no-ignored-validation
  const page = query.safeParse(req.query).data?.page ?? 1
  res.json(await profiles.page(page))
})

router.get("/profiles/new", async (req, res) => {
  // ruleid: no-ignored-validation
  query.safeParse(req.query)
  res.json(await profiles.page(Number(req.query.page)))
})

router.get("/profiles/all", async (req, res) => {
  // ok: no-ignored-validation
  const parsed = query.safeParse(req.query)
  if (!parsed.success) return res.status(400).json(parsed.error.issues)
  res.json(await profiles.page(parsed.data.page))
})

router.post("/profiles", async (req, res) => {
  const profile = Object.assign(new Profile(), req.body)
  // ruleid: no-ignored-validation
  await validate(profile)
  res.status(201).json(await profiles.add(profile))
})

router.put("/profiles", async (req, res) => {
  const profile = Object.assign(new Profile(), req.body)
  // ok: no-ignored-validation
  const errors = await validate(profile)
  if (errors.length > 0) return res.status(400).json(errors)
  // ok: no-ignored-validation
  await validateOrReject(profile)
  res.json(await profiles.replace(profile))
})

router.post("/orders/check", (req, res) => {
  // ok: no-ignored-validation
  res.json(order.validate(req.body))
})

router.post("/orders", async (req, res) => {
  // ruleid: no-ignored-validation
  const { value } = order.validate(req.body)
  res.json(value)
})
