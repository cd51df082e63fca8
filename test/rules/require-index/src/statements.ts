// @ts-nocheck fixture
import express from "express"
import knex from "knex"
import { Pool } from "pg"

const app = express()
const pool = new Pool()
const db = knex({ client: "pg" })

app.get("/posts/:id/comments", async (req, res) => {
  // ruleid: require-index
  const { rows } = await pool.query("SELECT * FROM comments WHERE post_id = $1 ORDER BY id LIMIT 50", [req.params.id])
  // ruleid: require-index
  const mine = await pool.query({ text: "SELECT * FROM comments WHERE author_email = $1 LIMIT 50", values: [req.user.email] })
  // ok: require-index
  const joined = await pool.query("SELECT c.* FROM comments c JOIN posts p ON p.id = c.post_id WHERE p.slug = $1", [req.query.slug])
  // ok: require-index
  const one = await pool.query("SELECT * FROM comments WHERE id = $1 AND post_id = $2", [req.query.id, req.params.id])
  res.json({ rows, mine, joined, one })
})

app.get("/logins", async (req, res) => {
  // ok: require-index
  const login = await pool.query("SELECT * FROM logins WHERE token = $1", [req.query.token])
  // ruleid: require-index
  const others = await db("logins").where({ user_id: req.user.id }).limit(10)
  // ok: require-index
  const unknown = await pool.query("SELECT * FROM elsewhere WHERE user_id = $1", [req.user.id])
  res.json({ login, others, unknown })
})
