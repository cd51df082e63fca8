import { Router } from "express"
import { pool } from "./db.js"
import { z } from "zod"
import { cached } from "./cache.js"

export const orders = Router()

orders.get("/", async (_request, response) => {
  const { id } = response.locals.user
  const { rows } = await pool.query("select id, total, status from orders where customer_id = $1 order by id desc limit 50", [id])
  response.json(rows)
})

orders.get("/reports/:month", async (request, response) => {
  const month = z.string().regex(/^\d{4}-\d{2}$/).parse(request.params.month)
  const { id } = response.locals.user
  const report = await cached(`report:${id}:${month}`, async () => {
    const { rows } = await pool.query("select sum(total) as total from orders where customer_id = $1 and to_char(placed, 'YYYY-MM') = $2", [id, month])
    return rows[0]
  })
  response.json(report)
})
