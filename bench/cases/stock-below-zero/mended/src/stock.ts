import { pool } from "./db.js"

/** Takes so many pieces out of the stock; false when there are not enough. */
export async function reserve(productId: number, quantity: number): Promise<boolean> {
  const { rowCount } = await pool.query("update products set stock = stock - $2 where id = $1 and stock >= $2", [productId, quantity])
  return rowCount === 1
}
