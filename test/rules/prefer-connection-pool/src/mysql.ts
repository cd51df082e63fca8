// @ts-nocheck fixture
import express from "express"
import mysql from "mysql2/promise"
import pg from "pg"

// ruleid: prefer-connection-pool
const connection = await mysql.createConnection({ host: "db" })
// ruleid: prefer-connection-pool
const client = new pg.Client()
// ok: prefer-connection-pool
const pool = new pg.Pool()
// ok: prefer-connection-pool
const connections = mysql.createPool({ host: "db" })

const app = express()
app.get("/orders", async (req, res) => res.json(await pool.query("SELECT 1")))

export async function once() {
  // ok: prefer-connection-pool
  const own = await mysql.createConnection({ host: "db" })
  await own.end()
}
