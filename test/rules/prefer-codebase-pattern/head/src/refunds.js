import express from "express"
import { logger } from "../lib/logger.js"
import { NotFound } from "../lib/errors.js"
import { refundsService } from "../lib/refunds.js"

export const router = express.Router()
// ok: prefer-codebase-pattern
router.get("/refunds/:id", async (req, res) => {
  const found = await refundsService.find(req.params.id)
  if (!found) throw new NotFound("refund")
  // ok: prefer-codebase-pattern
  logger.info("read")
  res.json({ data: found })
})
