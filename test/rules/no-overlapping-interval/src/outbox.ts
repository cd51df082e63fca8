// @ts-nocheck fixture
import Database from "better-sqlite3"
import { Pool } from "pg"
import { send } from "./send.ts"

const pool = new Pool()

export class Outbox {
  async drain() {
    const { rows } = await pool.query("SELECT id, payload FROM outbox WHERE sent_at IS NULL LIMIT 200")
    await send(rows)
    await pool.query("UPDATE outbox SET sent_at = now() WHERE id = ANY($1)", [rows.map((row) => row.id)])
  }

  drainAtOnce() {
    const rows = local.prepare("SELECT id FROM outbox WHERE sent_at IS NULL").all()
    for (const row of rows) local.prepare("UPDATE outbox SET sent_at = 1 WHERE id = ?").run(row.id)
  }

  async drainTogether() {
    const { rows } = await pool.query("SELECT id, payload FROM outbox WHERE sent_at IS NULL LIMIT 200 FOR UPDATE SKIP LOCKED")
    await send(rows)
    await pool.query("UPDATE outbox SET sent_at = now() WHERE id = ANY($1)", [rows.map((row) => row.id)])
  }
}

const local = new Database("local.db")

export async function refresh() {
  return (await pool.query("SELECT code FROM rates LIMIT 100")).rows
}
