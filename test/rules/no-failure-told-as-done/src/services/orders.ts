import { Pool } from "pg"
import { logger } from "./logger.ts"

const pool = new Pool()

export const orders = {
  async cancel(id: string) {
    await pool.query("UPDATE orders SET state = 'cancelled' WHERE id = $1", [id])
  },
  async create(sku: string) {
    const { rows } = await pool.query("INSERT INTO orders (sku) VALUES ($1) RETURNING id", [sku])
    return rows[0]
  },
  async remove(id: string) {
    await pool.query("DELETE FROM orders WHERE id = $1", [id])
  },
  async refund(id: string) {
    try {
      await pool.query("INSERT INTO refunds (order_id) VALUES ($1)", [id])
      return true
    } catch (error) {
      logger.error(error)
      return false
    }
  },
  async ship(id: string) {
    try {
      await pool.query("UPDATE orders SET state = 'shipped' WHERE id = $1", [id])
      // ruleid: no-failure-told-as-done
    } catch (error) {
      logger.error(error)
    }
  },
}
