import express from "express"
export const router = express.Router()
router.get("/orders/:id", (req, res) => {
  res.json(find(req.params.id))
})
router.post("/orders", (req, res) => {
  res.status(201).json(save(req.body))
})
