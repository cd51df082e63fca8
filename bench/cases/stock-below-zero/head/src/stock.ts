import { pool } from "./db.js"

/** Takes so many pieces out of the stock; false when there are not enough. */
export async function reserve(productId: number, quantity: number): Promise<boolean> {
  const { rows } = await pool.query("select stock from products where id = $1", [productId])
  if (rows.length === 0 || rows[0].stock < quantity) return false
  await pool.query("update products set stock = stock - $2 where id = $1", [productId, quantity])
  return true
}
