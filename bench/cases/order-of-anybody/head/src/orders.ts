import { Router } from "express"
import { pool } from "./db.js"

export const orders = Router()

orders.get("/", async (_request, response) => {
  const { id } = response.locals.user
  const { rows } = await pool.query("select id, total, status from orders where customer_id = $1 order by id desc limit 50", [id])
  response.json(rows)
})

orders.get("/:id", async (request, response) => {
  const { rows } = await pool.query("select id, total, status, address from orders where id = $1", [Number(request.params.id)])
  if (rows.length === 0) return response.status(404).json({ error: "no such order" })
  response.json(rows[0])
})
