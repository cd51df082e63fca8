import { Router } from "express"
import { pool } from "./db.js"

export const orders = Router()

orders.get("/", async (_request, response) => {
  const { id } = response.locals.user
  const { rows } = await pool.query("select id, total, status from orders where customer_id = $1 order by id desc limit 50", [id])
  response.json(rows)
})

orders.get("/with-items", async (_request, response) => {
  const { rows } = await pool.query("select id, total from orders where customer_id = $1 order by id desc limit 50", [response.locals.user.id])
  const items = await pool.query("select order_id, name, quantity from items where order_id = any($1)", [rows.map((order) => order.id)])
  for (const order of rows) order.items = items.rows.filter((item) => item.order_id === order.id)
  response.json(rows)
})
