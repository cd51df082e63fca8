import { Router } from "express"
import { cached } from "./cache.js"
import { pool } from "./db.js"

export const products = Router()

products.get("/", async (_request, response) => {
  const rows = await cached("products", async () => (await pool.query("select id, name, price from products order by name limit 200")).rows)
  response.json(rows)
})

products.get("/pages/:page", async (request, response) => {
  const page = Math.max(1, Number(request.params.page) || 1)
  const size = 20
  const { rows } = await pool.query("select id, name, price from products order by id limit $1 offset $2", [size, (page - 1) * size])
  response.json({ page, rows })
})
