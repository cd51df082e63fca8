import express from "express"
import { logger } from "../lib/logger.js"
import { NotFound, Conflict } from "../lib/errors.js"
import { usersService } from "../lib/users.js"

export const router = express.Router()
router.get("/users/:id", async (req, res) => {
  const found = await usersService.find(req.params.id)
  if (!found) throw new NotFound("users")
  logger.info({ id: found.id }, "read")
  res.json({ data: found })
})
