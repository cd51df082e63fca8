import express from "express"
export const router = express.Router()

// ok: no-shadowed-route
router.get("/users/search", (req, res) => res.json([]))
router.get("/users/me", (req, res) => res.json(req.user))
router.get("/users/:id", (req, res) => res.json({ id: req.params.id }))
// ruleid: no-shadowed-route
// ok: no-shadowed-route
router.post("/users/me", (req, res) => res.end())
// ok: no-shadowed-route
router.get("/users/:id/orders", (req, res) => res.json([]))

router.get("/orders/:id(\\d+)", (req, res) => res.json({}))
// ok: no-shadowed-route
router.get("/orders/latest", (req, res) => res.json({}))

router.get("/reports/:name", (req, res, next) => {
  if (req.params.name === "latest") return next()
  res.json({})
})
// ok: no-shadowed-route
router.get("/reports/latest", (req, res) => res.json({}))
