import { Router } from "express"
import { z } from "zod"
import { requireAdmin } from "./auth.js"
import { inTransaction } from "./db.js"

export const refunds = Router()

const Refund = z.object({ orderId: z.number().int(), cents: z.number().int().positive() })

refunds.post("/", requireAdmin, async (request, response) => {
  const { orderId, cents } = Refund.parse(request.body)
  const refunded = await inTransaction(async (client) => {
    const { rows } = await client.query("select total, refunded from orders where id = $1 for update", [orderId])
    if (rows.length === 0 || rows[0].refunded + cents > rows[0].total) return null
    await client.query("update orders set refunded = refunded + $2 where id = $1", [orderId, cents])
    return rows[0].refunded + cents
  })
  if (refunded === null) return response.status(409).json({ error: "no such order, or more than was paid" })
  response.json({ refunded })
})
