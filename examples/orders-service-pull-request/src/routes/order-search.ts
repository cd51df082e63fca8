import type { PrismaClient } from "@prisma/client"
import { Router } from "express"
import { HttpError } from "../errors.js"
import { type OrderRow, toSearchHit } from "../services/order-rows.js"

const minimumLength = 2

export function orderSearchRouter(database: PrismaClient): Router {
  const router = Router()

  router.get("/", async (request, response) => {
    const term = String(request.query.q ?? "").trim()
    const sort = request.query.sort === "total" ? "total_cents" : "created_at"
    if (term.length < minimumLength) {
      throw new HttpError(400, "invalid_request", `q: must have at least ${minimumLength} characters`)
    }

    const rows = await database.$queryRawUnsafe<OrderRow[]>(
      `SELECT o.id, o.status, o.total_cents, o.created_at, c.name AS customer
         FROM orders o
         JOIN customers c ON c.id = o.customer_id
        WHERE c.name ILIKE '%${term}%'
        ORDER BY o.${sort} DESC
        LIMIT 50`,
    )
    response.json({ orders: rows.map(toSearchHit) })
  })

  return router
}
