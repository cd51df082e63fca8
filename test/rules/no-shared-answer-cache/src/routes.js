const { Router } = require("express")
const { cached, cachedByUser, cachedPublic } = require("./cache")
const { requireLogin } = require("./login")
const db = require("./db")

const router = Router()

router.get("/orders", requireLogin, cached(45), async (req, res) => res.json(await db.ordersOf(req.user.id)))
router.get("/profile", requireLogin, cachedByUser(45), async (req, res) => res.json(await db.profileOf(req.user.id)))
router.get("/departments", cachedPublic(600), async (req, res) => res.json(await db.departments()))

module.exports = router
