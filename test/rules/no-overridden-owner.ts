// @ts-nocheck fixture
import express from "express"
import Router from "@koa/router"
import { z } from "zod"
import { Contact, Note, prisma } from "./models"

const app = express()
const contacts = new Router()
const Filter = z.object({ stage: z.string().optional() })

contacts.get("/", async (ctx) => {
  const { page = "1", ...rest } = ctx.query
  const filter = Object.fromEntries(Object.entries(rest).filter(([key]) => Object.hasOwn(Contact.schema.paths, key)))
  // ruleid: no-overridden-owner
  ctx.body = await Contact.find({ tenant: ctx.state.tenantId, ...filter }).skip(Number(page))
  // ok: no-overridden-owner
  ctx.body = await Contact.find({ ...filter, tenant: ctx.state.tenantId }).skip(Number(page))
})

app.get("/notes", requireLogin, async (req, res) => {
  const userId = req.user.id
  // ruleid: no-overridden-owner
  const mine = await prisma.note.findMany({ where: { userId, ...req.query } })
  const { tenantId, ...others } = req.query
  // ok: no-overridden-owner
  const ours = await prisma.note.findMany({ where: { tenantId: req.user.tenantId, ...others } })
  // ok: no-overridden-owner
  const chosen = await prisma.note.findMany({ where: { userId, ...Filter.parse(req.query) } })
  // ok: no-overridden-owner
  const sorted = await prisma.note.findMany({ where: { userId, ...(req.query.q ? { title: String(req.query.q) } : {}) } })
  res.json({ mine, ours, chosen, sorted })
})

app.get("/articles", requireLogin, async (req, res) => {
  // ruleid: no-overridden-owner
  const where = { ownerId: req.session.userId, ...req.query }
  res.json(await Note.findAll({ where }))
})

app.get("/audit", requireLogin, (req, res) => {
  // ok: no-overridden-owner
  logger.info({ userId: req.user.id, ...req.query })
  res.sendStatus(204)
})

app.post("/search", requireLogin, async (req, res) => {
  // ok: no-overridden-owner
  res.json(await prisma.note.findMany({ where: { userId: req.body.userId, ...req.query } }))
})

app.get("/assigned", requireLogin, async (req, res) => {
  // ruleid: no-overridden-owner
  const filter = Object.assign({ userId: req.user.id }, req.query)
  res.json(await Note.find(filter))
})

app.get("/assigned/kept", requireLogin, async (req, res) => {
  // ok: no-overridden-owner
  const filter = Object.assign({}, req.query, { userId: req.user.id })
  res.json(await Note.find(filter))
})
