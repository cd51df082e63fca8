// @ts-nocheck fixture
import express from "express"
import mongoose from "mongoose"
import knexFactory from "knex"
import { PrismaClient } from "@prisma/client"
import { MongoClient } from "mongodb"
import { Pool } from "pg"
import { Customer } from "./models.js"

const app = express()
const prisma = new PrismaClient()
const pool = new Pool()
const knex = knexFactory({ client: "pg" })
const mongo = new MongoClient(process.env.MONGO_URL)
const Invoice = mongoose.model("Invoice", new mongoose.Schema({}))
const OrderStatus = { OPEN: "open" }

app.get("/orders", async (req, res) => {
  // ruleid: no-unbounded-query
  res.json(await prisma.order.findMany({ where: { status: req.query.status }, orderBy: { createdAt: "desc" } }))
})

app.get("/orders/open", async (req, res) => {
  const period = req.query.from === undefined ? {} : { createdAt: { gte: new Date(req.query.from) } }
  // ruleid: no-unbounded-query
  const orders = await prisma.order.findMany({ where: { status: OrderStatus.OPEN, ...(req.query.all ? {} : { paid: true }) }, include: { lines: true } })
  res.json({ orders, period })
})

app.get("/invoices", async (req, res) => {
  const filter = {}
  if (req.query.status) filter.status = req.query.status
  // ruleid: no-unbounded-query
  res.json(await Invoice.find(filter).sort({ createdAt: -1 }).lean())
})

app.get("/events", async (req, res) => {
  // ruleid: no-unbounded-query
  const events = await mongo.db("shop").collection("events").find({ at: { $gte: new Date(0) } }).toArray()
  // ruleid: no-unbounded-query
  const { rows } = await pool.query("SELECT id, total FROM shipments ORDER BY created_at")
  res.json({ events, rows })
})

app.get("/products", async (req, res) => {
  // ruleid: no-unbounded-query
  const products = await knex("products").select("*").orderBy("name")
  // ruleid: no-unbounded-query
  const customers = await Customer.findAll({ where: { active: true } })
  res.json({ products, customers })
})

app.get("/fine", async (req, res) => {
  const limit = Math.min(Number(req.query.limit) || 20, 100)
  // ok: no-unbounded-query
  const page = await prisma.order.findMany({ where: { status: "open" }, take: limit })
  // ok: no-unbounded-query
  const mine = await prisma.order.findMany({ where: { customerId: req.user.id } })
  // ok: no-unbounded-query
  const chosen = await prisma.order.findMany({ where: { id: { in: req.body.ids } } })
  // ok: no-unbounded-query
  const nested = await prisma.orderLine.findMany({ where: { order: { id: req.params.id } } })
  // ok: no-unbounded-query
  const countries = await prisma.country.findMany()
  // ok: no-unbounded-query
  const built = await prisma.order.findMany(queryFrom(req))
  // ok: no-unbounded-query
  const invoices = await Invoice.find({}).sort({ createdAt: -1 }).limit(limit)
  // ok: no-unbounded-query
  const own = await Invoice.find({ customer: req.user.id })
  // ok: no-unbounded-query
  const later = Invoice.find({})
  if (req.query.short) later.limit(5)
  // ok: no-unbounded-query
  const total = await pool.query("SELECT count(*) FROM shipments")
  // ok: no-unbounded-query
  const one = await pool.query("SELECT * FROM shipments WHERE order_id = $1", [req.params.id])
  // ok: no-unbounded-query
  const few = await knex("products").select("id").limit(10)
  // ok: no-unbounded-query
  const roles = await Customer.findAll({ where: { active: true }, limit: 50 })
  res.json({ page, mine, chosen, nested, countries, built, invoices, own, later: await later, total, one, few, roles })
})

app.get("/export", async (req, res) => {
  // ok: no-unbounded-query
  for await (const invoice of Invoice.find({}).cursor()) res.write(JSON.stringify(invoice))
  res.end()
})

// Not reached from a request.
export async function nightly() {
  // ok: no-unbounded-query
  return prisma.order.findMany({ where: { status: "open" } })
}
