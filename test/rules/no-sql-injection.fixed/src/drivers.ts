import { createClient } from "@libsql/client"
import { sql } from "drizzle-orm"
import { drizzle } from "drizzle-orm/node-postgres"
import express from "express"
import mssql from "mssql"
import { raw } from "objection"
import pgPromise from "pg-promise"
import postgres from "postgres"
import { DatabaseSync } from "node:sqlite"
import sqlite3 from "sqlite3"
import { DataSource } from "typeorm"

const app = express()
const db = drizzle(process.env.DATABASE_URL)
const sqlTag = postgres()
const promised = pgPromise()("postgres://db")
const libsql = createClient({ url: "file:local.db" })
const embedded = new DatabaseSync("local.db")
const legacy = new sqlite3.Database("local.db")
const source = new DataSource({ type: "postgres" })

app.get("/drizzle", async (req, res) => {
  // ruleid: no-sql-injection
  res.json(await db.execute(sql.raw(`SELECT * FROM users WHERE name = '${req.query.name}'`)))
})

app.get("/drizzle-bound", async (req, res) => {
  // ok: no-sql-injection
  res.json(await db.execute(sql`SELECT * FROM users WHERE name = ${req.query.name}`))
})

app.get("/postgres", async (req, res) => {
  // ruleid: no-sql-injection
  res.json(await sqlTag.unsafe(`SELECT * FROM users ORDER BY ${req.query.sort}`))
})

app.get("/postgres-bound", async (req, res) => {
  // ok: no-sql-injection
  res.json(await sqlTag`SELECT * FROM users WHERE name = ${req.query.name}`)
})

app.get("/pg-promise", async (req, res) => {
  // ruleid: no-sql-injection
  res.json(await promised.any("SELECT * FROM users WHERE name = $1", [req.query.name]))
})

app.get("/pg-promise-bound", async (req, res) => {
  // ok: no-sql-injection
  res.json(await promised.any("SELECT * FROM users WHERE name = $1", [req.query.name]))
})

app.get("/libsql", async (req, res) => {
  // ruleid: no-sql-injection
  res.json(await libsql.execute(`SELECT * FROM users WHERE name = '${req.query.name}'`))
})

app.get("/libsql-bound", async (req, res) => {
  // ok: no-sql-injection
  res.json(await libsql.execute({ sql: "SELECT * FROM users WHERE name = ?", args: [req.query.name] }))
})

app.get("/embedded", (req, res) => {
  // ruleid: no-sql-injection
  res.json(embedded.prepare(`SELECT * FROM users WHERE name = ?`).all(req.query.name))
})

app.get("/legacy", (req, res) => {
  // ruleid: no-sql-injection
  legacy.each(`SELECT * FROM users WHERE name = ?`, [req.query.name], () => {})
  // ok: no-sql-injection
  legacy.all("SELECT * FROM users WHERE name = ?", [req.query.name], (error, rows) => res.json(rows))
})

app.get("/mssql", async (req, res) => {
  // ruleid: no-sql-injection
  res.json(await mssql.query(`SELECT * FROM users WHERE name = '${req.query.name}'`))
  // ok: no-sql-injection
  res.json(await mssql.query`SELECT * FROM users WHERE name = ${req.query.name}`)
})

app.get("/objection", (req, res) => {
  // ruleid: no-sql-injection
  res.json(raw(`lower(${req.query.column})`))
})

app.get("/builder", async (req, res) => {
  // ruleid: no-sql-injection
  res.json(await source.getRepository("User").createQueryBuilder("user").where(`user.name = '${req.query.name}'`).getMany())
})

app.get("/builder-bound", async (req, res) => {
  const users = source.getRepository("User").createQueryBuilder("user")
  // ok: no-sql-injection
  res.json(await users.where("user.name = :name", { name: req.query.name }).getMany())
  // ruleid: no-sql-injection
  res.json(await users.orderBy(req.query.sort).getMany())
})
