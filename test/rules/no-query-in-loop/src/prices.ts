// @ts-nocheck fixture
import { Pool } from "pg"

const pool = new Pool()

export async function priceOf(productId) {
  const { rows } = await pool.query("SELECT price FROM products WHERE id = $1", [productId])
  return rows[0].price
}
