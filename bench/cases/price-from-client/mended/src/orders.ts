import { Router } from "express"
import { pool } from "./db.js"
import { z } from "zod"

export const orders = Router()

orders.get("/", async (_request, response) => {
  const { id } = response.locals.user
  const { rows } = await pool.query("select id, total, status from orders where customer_id = $1 order by id desc limit 50", [id])
  response.json(rows)
})

const NewOrder = z.object({ productId: z.number().int(), quantity: z.number().int().min(1).max(99) })

orders.post("/", async (request, response) => {
  const { productId, quantity } = NewOrder.parse(request.body)
  const found = await pool.query("select price from products where id = $1", [productId])
  if (found.rows.length === 0) return response.status(404).json({ error: "no such product" })
  const total = found.rows[0].price * quantity
  const { rows } = await pool.query("insert into orders (customer_id, product_id, quantity, total) values ($1, $2, $3, $4) returning id", [
    response.locals.user.id,
    productId,
    quantity,
    total,
  ])
  response.status(201).json({ id: rows[0].id, total })
})
