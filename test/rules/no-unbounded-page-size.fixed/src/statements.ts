// @ts-nocheck fixture
import express from "express"
import { Hono } from "hono"
import { z } from "zod"
import { zValidator } from "@hono/zod-validator"
import { Pool } from "pg"
import mysql from "mysql2/promise"
import { PrismaClient } from "@prisma/client"

const app = express()
const web = new Hono()
const pool = new Pool()
const database = mysql.createPool(process.env.DATABASE_URL)
const prisma = new PrismaClient()
const open = z.object({ limit: z.coerce.number().int().positive().default(20) })
const tight = z.object({ limit: z.coerce.number().int().positive().max(100) })

app.get("/orders", async (req, res) => {
  const limit = Number(req.query.limit) || 20
  // ruleid: no-unbounded-page-size
  const { rows } = await pool.query("SELECT * FROM orders ORDER BY id LIMIT $1 OFFSET $2", [Math.min(limit, 100), Number(req.query.offset) || 0])
  res.json(rows)
})

app.get("/shipments", async (req, res) => {
  const [rows] = await database.execute("SELECT * FROM shipments WHERE shop_id = ? ORDER BY id LIMIT ?, ?", [
    req.shop.id,
    0,
    // ruleid: no-unbounded-page-size
    Math.min(Number(req.query.size), 100),
  ])
  res.json(rows)
})

app.get("/invoices", async (req, res) => {
  const limit = Math.min(Number(req.query.limit) || 20, 100)
  // ok: no-unbounded-page-size
  const { rows } = await pool.query("SELECT * FROM invoices WHERE number > $2 ORDER BY id LIMIT $1", [limit, req.query.after])
  res.json(rows)
})

web.get("/orders", zValidator("query", open), async (c) => {
  const { limit } = c.req.valid("query")
  // ruleid: no-unbounded-page-size
  return c.json(await prisma.order.findMany({ take: limit }))
})

web.get("/invoices", zValidator("query", tight), async (c) => {
  const { limit } = c.req.valid("query")
  // ok: no-unbounded-page-size
  return c.json(await prisma.invoice.findMany({ take: limit }))
})

web.get("/shipments", async (c) => {
  const limit = Number(c.req.query("limit") ?? 20)
  // ruleid: no-unbounded-page-size
  return c.json(await prisma.shipment.findMany({ take: limit }))
})
