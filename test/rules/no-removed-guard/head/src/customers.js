const { Router } = require("express")
const { requireUser, requireAdmin } = require("./auth")
const router = Router()
router.use(requireUser)
// ok: no-removed-guard
router.get("/customers", (req, res) => res.json([]))
// ok: no-removed-guard
router.post("/customers", requireAdmin, (req, res) => res.json({}))
// ok: no-removed-guard
router.get("/invoices", (req, res) => res.json({ of: req.user.id }))
module.exports = router
