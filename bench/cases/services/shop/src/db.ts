import pg from "pg"
import { settings } from "./settings.js"

export const pool = new pg.Pool({ connectionString: settings.databaseUrl, max: 10 })

/** Runs the work in one transaction. */
export async function inTransaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  try {
    await client.query("begin")
    const result = await work(client)
    await client.query("commit")
    return result
  } catch (error) {
    await client.query("rollback")
    throw error
  } finally {
    client.release()
  }
}
