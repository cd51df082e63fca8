import { PrismaClient } from "@prisma/client"
import express from "express"
import mysql from "mysql2/promise"
import { Pool } from "pg"

const app = express()
const pool = new Pool()
const prisma = new PrismaClient()
const connection = await mysql.createConnection({})

const literal = (value: string) => `'${value.replace(/'/g, "''")}'`

app.post("/blocks", async (req, res) => {
  // ok: no-sql-injection
  await pool.query(`SET LOCAL app.block = ${literal(String(req.body.block))}`)
  // ok: no-sql-injection
  await pool.query("SELECT id FROM blocks WHERE name LIKE '%" + String(req.body.name).replaceAll("'", "''") + "%' LIMIT 20")
  const value = JSON.stringify(req.body.value).replace(/'/g, "''")
  // ok: no-sql-injection
  await prisma.$executeRawUnsafe(`UPDATE blocks SET value = '${value}'::jsonb`)
  // ruleid: no-sql-injection
  await prisma.$executeRawUnsafe("UPDATE blocks SET rank = " + value + " WHERE name = 'first'")
  // ruleid: no-sql-injection
  await prisma.$executeRawUnsafe("DELETE FROM blocks WHERE name = '" + String(req.body.name).replace("'", "''") + "'")
  // ruleid: no-sql-injection
  await prisma.$executeRawUnsafe(`DELETE FROM blocks WHERE name = '${String(req.body.name).replace(/'/g, "''").slice(0, 20)}'`)
  // ruleid: no-sql-injection
  await connection.query(`SELECT id FROM blocks WHERE name = ${literal(String(req.body.name))}`)
  res.end()
})
