import { Router } from "express"
import { pool } from "./db.js"

export const orders = Router()

orders.get("/", async (_request, response) => {
  const { id } = response.locals.user
  const { rows } = await pool.query("select id, total, status from orders where customer_id = $1 order by id desc limit 50", [id])
  response.json(rows)
})
