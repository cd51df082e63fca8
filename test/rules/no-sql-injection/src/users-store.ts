// @ts-nocheck fixture
import { pool } from "./db.js"

export async function findUsers(sort: string, name: string) {
  const direction = "ASC"
  const text = "SELECT * FROM users WHERE name = $1 ORDER BY " + sort + " " + direction
  // ruleid: no-sql-injection
  const { rows } = await pool.query(text, [name])
  return rows
}

export async function countUsers(name: string) {
  // ok: no-sql-injection
  const { rows } = await pool.query("SELECT count(*) FROM users WHERE name = $1", [name])
  return rows[0].count
}
