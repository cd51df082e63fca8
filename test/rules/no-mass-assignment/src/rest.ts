// @ts-nocheck fixture
import express from "express"
import mongoose from "mongoose"
import { prisma } from "./not-here.js"

const router = express.Router()
const Customer = mongoose.model("Customer", new mongoose.Schema({ name: String, creditBalance: Number, isAdmin: Boolean }))
const Note = mongoose.model("Note", new mongoose.Schema({ title: String, text: String }))

router.patch("/customers/:id", async (req, res) => {
  const { _id, createdAt, ...changes } = req.body
  // ruleid: no-mass-assignment
  await Customer.findByIdAndUpdate(req.params.id, changes)
  // ruleid: no-mass-assignment
  await Customer.updateOne({ _id: req.params.id }, { $set: { ...changes, changedAt: new Date() } })
  const { isAdmin, creditBalance, ...others } = req.body
  // ok: no-mass-assignment
  await Customer.findByIdAndUpdate(req.params.id, others)
  const { id, ...note } = req.body
  // ok: no-mass-assignment
  await Note.findByIdAndUpdate(req.params.id, note)
  res.end()
})

router.patch("/accounts/:id", async (req, res) => {
  const { id, createdAt, ...changes } = req.body
  // ruleid: no-mass-assignment
  await prisma.account.update({ where: { id: req.userId }, data: { ...changes, updatedAt: new Date() } })
  const { isModerator, credits, ...rest } = req.body
  // ok: no-mass-assignment
  await prisma.account.update({ where: { id: req.userId }, data: rest })
  // ok: no-mass-assignment
  await prisma.note.update({ where: { id: req.userId }, data: changes })
  res.end()
})
