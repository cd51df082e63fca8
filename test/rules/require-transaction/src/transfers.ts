import express from "express"
import { Pool } from "pg"
import { PrismaClient } from "@prisma/client"

const prisma = new PrismaClient()
const pool = new Pool()
export const transfers = express.Router()

transfers.post("/transfers", async (req, res) => {
  const { from, to, amount } = req.body
  await prisma.account.update({ where: { id: from }, data: { balance: { decrement: amount } } })
  // ruleid: require-transaction
  await prisma.account.update({ where: { id: to }, data: { balance: { increment: amount } } })
  res.json({})
})

transfers.post("/moves", async (req, res) => {
  const { from, to, count } = req.body
  await pool.query("UPDATE stock SET count = count - $1 WHERE id = $2", [count, from])
  // ruleid: require-transaction
  await pool.query("UPDATE stock SET count = count + $1 WHERE id = $2", [count, to])
  res.json({})
})

transfers.post("/orders", async (req, res) => {
  const { rows } = await pool.query("INSERT INTO orders (user_id) VALUES ($1) RETURNING id", [req.body.user])
  const orderId = rows[0].id
  for (const item of req.body.items) {
    // ruleid: require-transaction
    await pool.query("INSERT INTO order_items (order_id, sku) VALUES ($1, $2)", [orderId, item.sku])
  }
  res.status(201).json({ id: orderId })
})

transfers.post("/names", async (req, res) => {
  await pool.query("UPDATE users SET name = $1 WHERE id = $2", [req.body.name, req.body.user])
  // ok: require-transaction
  await pool.query("INSERT INTO audit_log (text) VALUES ($1)", ["renamed"])
  res.json({})
})

transfers.post("/returns", async (req, res) => {
  const client = await pool.connect()
  try {
    await client.query("BEGIN")
    await client.query("UPDATE stock SET count = count - $1 WHERE id = $2", [1, req.body.from])
    // ok: require-transaction
    await client.query("UPDATE stock SET count = count + $1 WHERE id = $2", [1, req.body.to])
    await client.query("COMMIT")
  } catch (error) {
    await client.query("ROLLBACK")
    throw error
  } finally {
    client.release()
  }
  res.json({})
})
