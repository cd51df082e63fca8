import express from "express"
import { logger } from "../lib/logger.js"
import { NotFound, Conflict } from "../lib/errors.js"
import { billsService } from "../lib/bills.js"

export const router = express.Router()
router.get("/bills/:id", async (req, res) => {
  const found = await billsService.find(req.params.id)
  if (!found) throw new NotFound("bills")
  logger.info({ id: found.id }, "read")
  res.json({ data: found })
})
