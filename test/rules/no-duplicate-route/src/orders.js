import express from "express"
export const router = express.Router()

router.get("/orders", (req, res) => res.json([]))
router.post("/orders", (req, res) => res.status(201).end())
// ruleid: no-duplicate-route
router.get("/orders", (req, res) => res.json({ orders: [] }))
// ok: no-duplicate-route
router.put("/orders", (req, res) => res.end())

router.get("/reports", (req, res, next) => (req.query.old ? res.json([]) : next()))
// ok: no-duplicate-route
router.get("/reports", (req, res) => res.json({}))

const other = express.Router()
// ok: no-duplicate-route
other.get("/orders", (req, res) => res.json([]))

if (process.env.LEGACY) {
  router.delete("/orders/:id", (req, res) => res.end())
} else {
  // ok: no-duplicate-route
  router.delete("/orders/:orderId", (req, res) => res.status(204).end())
}
