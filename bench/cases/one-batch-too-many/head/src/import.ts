import { pool } from "./db.js"

export interface Row {
  readonly name: string
  readonly price: number
}

export async function importProducts(rows: readonly Row[]): Promise<void> {
  const size = 100
  for (let start = 0; start <= rows.length; start += size) {
    const batch = rows.slice(start, start + size)
    const places = batch.map((_, index) => `($${2 * index + 1}, $${2 * index + 2})`).join(", ")
    await pool.query(`insert into products (name, price) values ${places}`, batch.flatMap(({ name, price }) => [name, price]))
  }
}
