import express from "express"
import { shopsService } from "../lib/shops.js"

export const router = express.Router()
// ruleid: prefer-codebase-pattern
router.get("/shops/:id", async (req, res) => {
  const found = await shopsService.find(req.params.id)
  res.json(found)
})
