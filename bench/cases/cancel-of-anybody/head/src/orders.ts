import { Router } from "express"
import { pool } from "./db.js"

export const orders = Router()

orders.get("/", async (_request, response) => {
  const { id } = response.locals.user
  const { rows } = await pool.query("select id, total, status from orders where customer_id = $1 order by id desc limit 50", [id])
  response.json(rows)
})

orders.post("/:id/cancel", async (request, response) => {
  const { rowCount } = await pool.query("update orders set status = 'cancelled' where id = $1 and status = 'open'", [Number(request.params.id)])
  if (rowCount === 0) return response.status(409).json({ error: "this order cannot be cancelled" })
  response.json({ status: "cancelled" })
})
