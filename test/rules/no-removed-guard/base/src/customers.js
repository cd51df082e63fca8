const { Router } = require("express")
const { requireUser, requireAdmin } = require("./auth")
const router = Router()
router.get("/customers", requireUser, (req, res) => res.json([]))
router.post("/customers", requireUser, (req, res) => res.json({}))
router.get("/invoices", requireUser, (req, res) => res.json({}))
module.exports = router
