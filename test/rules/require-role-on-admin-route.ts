// @ts-nocheck fixture
import { Router } from "express"
import { isAuthenticated, requireAdmin } from "./auth.js"
import { sessions } from "./sessions.js"

const router = Router()
// ruleid: require-role-on-admin-route
const isAdmin = sessions.isAdminMiddleware

// ruleid: require-role-on-admin-route
router.get("/admin/users", isAuthenticated, async (req, res) => {
  res.json(await users.list())
})

// ok: require-role-on-admin-route
router.delete("/admin/users/:id", isAuthenticated, requireAdmin, async (req, res) => {
  res.json(await users.remove(req.params.id))
})

// ok: require-role-on-admin-route
router.get("/admin/reports", isAuthenticated, async (req, res) => {
  if (req.user.role !== "admin") return res.sendStatus(403)
  res.json(await reports.list())
})

// ok: require-role-on-admin-route
router.get("/profile", isAuthenticated, async (req, res) => {
  res.json(await users.find(req.user.id))
})

// ok: require-role-on-admin-route
router.post("/admin/login", isAuthenticated, async (req, res) => {
  res.json({})
})

export { router }
