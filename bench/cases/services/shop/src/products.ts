import { Router } from "express"
import { cached } from "./cache.js"
import { pool } from "./db.js"

export const products = Router()

products.get("/", async (_request, response) => {
  const rows = await cached("products", async () => (await pool.query("select id, name, price from products order by name limit 200")).rows)
  response.json(rows)
})
