import express from "express"
import { logger } from "../lib/logger.js"
import { NotFound, Conflict } from "../lib/errors.js"
import { ordersService } from "../lib/orders.js"

export const router = express.Router()
router.get("/orders/:id", async (req, res) => {
  const found = await ordersService.find(req.params.id)
  if (!found) throw new NotFound("orders")
  logger.info({ id: found.id }, "read")
  res.json({ data: found })
})
