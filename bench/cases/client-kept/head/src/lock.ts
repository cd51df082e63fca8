import { pool } from "./db.js"

/** Runs the work while nobody else edits the product; false when somebody does. */
export async function whileLocked(productId: number, work: () => Promise<void>): Promise<boolean> {
  const client = await pool.connect()
  const { rows } = await client.query("select pg_try_advisory_lock($1) as mine", [productId])
  if (!rows[0].mine) return false
  try {
    await work()
    return true
  } finally {
    await client.query("select pg_advisory_unlock($1)", [productId])
    client.release()
  }
}
