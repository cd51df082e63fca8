import express from "express"
export const router = express.Router()
router.get("/orders/:id", (req, res) => {
  // ok: require-test-for-error-branch
  if (!known(req.params.id)) return res.status(404).end()
  res.json(find(req.params.id))
})
router.post("/orders", (req, res) => {
  // ruleid: require-test-for-error-branch
  if (isTaken(req.body)) return res.status(409).end()
  res.status(201).json(save(req.body))
})
// ok: require-test-for-error-branch
router.post("/untested", (req, res) => {
  if (isTaken(req.body)) return res.status(409).end()
  res.end()
})
