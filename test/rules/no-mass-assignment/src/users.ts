// @ts-nocheck fixture
import express from "express"
import mongoose from "mongoose"
import { PrismaClient } from "@prisma/client"
import { z } from "zod"
import { User as Account } from "./models"

const router = express.Router()
const prisma = new PrismaClient()
const Member = mongoose.model("Member", new mongoose.Schema({ name: String, role: String }))
const NewUser = z.object({ name: z.string(), email: z.string() })

router.post("/users", async (req, res) => {
  // ruleid: no-mass-assignment
  res.json(await prisma.user.create({ data: req.body }))
})

router.put("/users/:id", async (req, res) => {
  // ruleid: no-mass-assignment
  const user = await prisma.user.update({ where: { id: req.params.id }, data: { ...req.body, updatedAt: new Date() } })
  res.json(user)
})

router.post("/checked", async (req, res) => {
  const data = NewUser.parse(req.body)
  // ok: no-mass-assignment
  res.json(await prisma.user.create({ data }))
})

router.post("/safe", async (req, res) => {
  const result = NewUser.safeParse(req.body)
  if (!result.success) return res.status(400).end()
  // ok: no-mass-assignment
  res.json(await prisma.user.create({ data: result.data }))
})

router.post("/named", async (req, res) => {
  const { name, email } = req.body
  // ok: no-mass-assignment
  res.json(await prisma.user.create({ data: { name, email } }))
  // ok: no-mass-assignment
  res.json(await prisma.user.create({ data: { name: req.body.name, settings: req.body.settings } }))
})

router.post("/members", async (req, res) => {
  // ruleid: no-mass-assignment
  const member = new Member(req.body)
  await member.save()
  // ruleid: no-mass-assignment
  await Member.create(req.body)
  // ok: no-mass-assignment
  await Member.create({ name: req.body.name })
  res.json(member)
})

router.patch("/members/:id", async (req, res) => {
  // ruleid: no-mass-assignment
  await Member.findByIdAndUpdate(req.params.id, req.body)
  // ruleid: no-mass-assignment
  await Member.updateOne({ _id: req.params.id }, { $set: req.body })
  // ok: no-mass-assignment
  await Member.updateOne({ _id: req.params.id }, { $set: { name: req.body.name } })
  const { role, ...fields } = req.body
  // ok: no-mass-assignment
  await Member.findByIdAndUpdate(req.params.id, fields)
  res.end()
})

router.post("/accounts", async (req, res) => {
  // ruleid: no-mass-assignment
  res.json(await Account.create(req.body))
  // ok: no-mass-assignment
  await Account.create({ event: "created", payload: req.body })
})
