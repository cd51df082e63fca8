// @ts-nocheck fixture
import axios from "axios"
import express from "express"
import pLimit from "p-limit"
import { PrismaClient } from "@prisma/client"
import { sendInvitation } from "./mail.js"

const app = express()
const prisma = new PrismaClient()
const limit = pLimit(5)

app.post("/prices", async (req, res) => {
  // ruleid: no-unbounded-concurrency
  const prices = await Promise.all(req.body.symbols.map((symbol) => axios.get(`https://prices.example/${symbol}`)))
  res.json(prices.map((price) => price.data))
})

app.post("/invitations", async (req, res) => {
  const { emails } = req.body
  // ruleid: no-unbounded-concurrency
  await Promise.allSettled(emails.map(async (email) => sendInvitation(email)))
  res.status(202).end()
})

app.post("/customers/sync", async (req, res) => {
  const customers = await prisma.customer.findMany({ where: { active: true } })
  // ruleid: no-unbounded-concurrency
  await Promise.all(customers.map((customer) => prisma.customer.update({ where: { id: customer.id }, data: { synced: true } })))
  res.status(202).end()
})

app.post("/fine", async (req, res) => {
  const page = await prisma.customer.findMany({ take: 20 })
  // ok: no-unbounded-concurrency
  await Promise.all(page.map((customer) => axios.post("https://crm.example", customer)))
  // ok: no-unbounded-concurrency
  await Promise.all(req.body.symbols.map((symbol) => limit(() => axios.get(`https://prices.example/${symbol}`))))
  // ok: no-unbounded-concurrency
  await Promise.all(["a", "b"].map((name) => axios.get(`https://prices.example/${name}`)))
  // ok: no-unbounded-concurrency
  const labels = await Promise.all(req.body.symbols.map(async (symbol) => symbol.toUpperCase()))
  const { ids } = req.body
  if (ids.length > 50) return res.status(400).end()
  // ok: no-unbounded-concurrency
  await Promise.all(ids.map((id) => axios.get(`https://prices.example/${id}`)))
  res.json(labels)
})
