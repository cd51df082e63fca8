import express from "express"
import { logger } from "../lib/logger.js"
import { NotFound, Conflict } from "../lib/errors.js"
import { tagsService } from "../lib/tags.js"

export const router = express.Router()
router.get("/tags/:id", async (req, res) => {
  const found = await tagsService.find(req.params.id)
  if (!found) throw new NotFound("tags")
  logger.info({ id: found.id }, "read")
  res.json({ data: found })
})
