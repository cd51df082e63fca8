import express from "express"
import Fastify from "fastify"
import { Hono } from "hono"
import { Pool } from "pg"
import { PrismaClient } from "@prisma/client"

const prisma = new PrismaClient()
const pool = new Pool()
const app = Fastify()

app.get("/users/:id", async (request) => {
  const user = await prisma.user.findUnique({ where: { id: request.params.id } })
  // ruleid: require-not-found
  return user
})

app.get("/members/:id", async (request, reply) => {
  const member = await prisma.user.findUnique({ where: { id: request.params.id } })
  if (!member) return reply.code(404).send()
  // ok: require-not-found
  return member
})

const hono = new Hono()

hono.get("/users/:id", async (c) => {
  const user = await prisma.user.findUnique({ where: { id: c.req.param("id") } })
  // ruleid: require-not-found
  return c.json(user)
})

export const router = express.Router()

router.get("/orders/:id", async (req, res) => {
  const { rows } = await pool.query("SELECT id, total FROM orders WHERE id = $1", [req.params.id])
  // ruleid: require-not-found
  res.json(rows[0])
})

router.get("/totals/:id", async (req, res) => {
  const { rows } = await pool.query("SELECT sum(total) FROM orders WHERE id = $1", [req.params.id])
  // ok: require-not-found
  res.json(rows[0])
})

router.get("/parcels/:id", async (req, res) => {
  const { rows } = await pool.query("SELECT id FROM parcels WHERE id = $1", [req.params.id])
  if (rows.length === 0) return res.status(404).end()
  // ok: require-not-found
  res.json(rows[0])
})
