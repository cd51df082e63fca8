import { Router } from "express"
import { pool } from "./db.js"
import { z } from "zod"

export const orders = Router()

orders.get("/", async (_request, response) => {
  const { id } = response.locals.user
  const { rows } = await pool.query("select id, total, status from orders where customer_id = $1 order by id desc limit 50", [id])
  response.json(rows)
})

const Range = z.object({ from: z.string().date(), to: z.string().date() })

orders.get("/between", async (request, response) => {
  const { from, to } = Range.parse(request.query)
  const { rows } = await pool.query(
    "select id, total from orders where customer_id = $1 and placed >= $2 and placed <= $3 order by placed limit 200",
    [response.locals.user.id, from, to],
  )
  response.json(rows)
})
