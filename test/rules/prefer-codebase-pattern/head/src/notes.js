import express from "express"
import { logger } from "../lib/logger.js"
import { NotFound, Conflict } from "../lib/errors.js"
import { notesService } from "../lib/notes.js"

export const router = express.Router()
router.get("/notes/:id", async (req, res) => {
  const found = await notesService.find(req.params.id)
  if (!found) throw new NotFound("notes")
  logger.info({ id: found.id }, "read")
  res.json({ data: found })
})
