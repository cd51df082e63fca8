import { Router } from "express"
import { requireAdmin, requireUser } from "./auth.js"
import { pool } from "./db.js"

export const sales = Router()

sales.get("/months", requireUser, requireAdmin, async (_request, response) => {
  const { rows } = await pool.query("select to_char(placed, 'YYYY-MM') as month, sum(total) as total from orders group by 1 order by 1 desc limit 24")
  response.json(rows)
})

sales.get("/customers", requireUser, requireAdmin, async (_request, response) => {
  const { rows } = await pool.query("select customer_id, sum(total) as total from orders group by 1 order by 2 desc limit 100")
  response.json(rows)
})
