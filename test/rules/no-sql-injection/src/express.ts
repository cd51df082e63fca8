// @ts-nocheck fixture
import express from "express"
import prisma, { pool } from "./db.js"
import * as store from "./users-store.js"
import knexFactory from "knex"

const app = express()
const knex = knexFactory({ client: "pg" })
const SORTABLE = ["name", "created_at"]

app.get("/users", async (req, res) => {
  const { sort, name } = req.query
  res.json(await store.findUsers(sort, name))
  await store.countUsers(name)
})

app.get("/users/:id", async (req, res) => {
  // ruleid: no-sql-injection
  const user = await pool.query(`SELECT * FROM users WHERE id = '${req.params.id}'`)
  res.json(user.rows[0])
})

app.get("/raw/:id", async (req, res) => {
  // ruleid: no-sql-injection
  const rows = await prisma.$queryRawUnsafe(`SELECT * FROM users WHERE id = ${req.params.id}`)
  // ok: no-sql-injection
  const safe = await prisma.$queryRaw`SELECT * FROM users WHERE id = ${req.params.id}`
  res.json([rows, safe])
})

app.get("/sorted", async (req, res) => {
  const sort = String(req.query.sort)
  if (!SORTABLE.includes(sort)) return res.status(400).end()
  // ok: no-sql-injection
  const rows = await pool.query(`SELECT * FROM users ORDER BY ${sort}`)
  res.json(rows)
})

app.get("/page", async (req, res) => {
  const page = Number.parseInt(req.query.page, 10) || 1
  // ok: no-sql-injection
  const rows = await pool.query(`SELECT * FROM users LIMIT 20 OFFSET ${page * 20}`)
  res.json(rows)
})

app.get("/transaction", async (req, res) => {
  await knex.transaction(async (trx) => {
    // ruleid: no-sql-injection
    await trx.raw("DELETE FROM users WHERE name = '" + req.query.name + "'")
    // ok: no-sql-injection
    await trx.raw("DELETE FROM users WHERE name = ?", [req.query.name])
  })
  res.end()
})

app.get("/direction", async (req, res) => {
  const direction = req.query.dir === "desc" ? "DESC" : "ASC"
  // ok: no-sql-injection
  res.json(await pool.query(`SELECT * FROM users ORDER BY name ${direction}`))
})

app.get("/conditions", async (req, res) => {
  const conditions = []
  if (req.query.name) conditions.push(`name = '${req.query.name}'`)
  // ruleid: no-sql-injection
  res.json(await pool.query(`SELECT * FROM users WHERE ${conditions.join(" AND ")}`))
})

app.get("/like", async (req, res) => {
  const column = req.query.by === "total" ? "total" : "name"
  res.json(
    // ruleid: no-sql-injection
    await prisma.$queryRawUnsafe<Row[]>(
      `SELECT * FROM users
        WHERE name ILIKE '%${req.query.q}%'
        ORDER BY ${column}`,
    ),
  )
})

app.get("/older", async (req, res) => {
  // ruleid: no-sql-injection
  res.json(await pool.query(`SELECT * FROM users WHERE age > ${req.query.age} AND name LIKE '${req.query.q}%'`))
})
