import { Router } from "express"
import { cached } from "./cache.js"
import { pool } from "./db.js"
import { z } from "zod"
import { requireAdmin, requireUser } from "./auth.js"
import { redis } from "./cache.js"

export const products = Router()

products.get("/", async (_request, response) => {
  const rows = await cached("products", async () => (await pool.query("select id, name, price from products order by name limit 200")).rows)
  response.json(rows)
})

products.put("/:id/price", requireUser, requireAdmin, async (request, response) => {
  const cents = z.number().int().min(1).parse(request.body.cents)
  const { rowCount } = await pool.query("update products set price = $2 where id = $1", [Number(request.params.id), cents])
  if (rowCount === 0) return response.status(404).json({ error: "no such product" })
  response.json({ cents })
})
