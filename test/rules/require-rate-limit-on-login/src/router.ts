// @ts-nocheck fixture
import { Router } from "express"
import rateLimit from "express-rate-limit"

const limiter = rateLimit({ windowMs: 60_000, limit: 10 })
const router = Router()

// ok: require-rate-limit-on-login
router.post("/signup", limiter, signUp)
// ruleid: require-rate-limit-on-login
router.post("/login", login)
// ok: require-rate-limit-on-login
router.post("/reset-password", limiter, resetPassword)
// ok: require-rate-limit-on-login
router.post("/totp", async (req, res) => {
  if (!(await checkRateLimit(`totp:${req.ip}`)).success) return res.sendStatus(429)
  res.json(await enter(req.body.code))
})
// ok: require-rate-limit-on-login
router.get("/login", showLogin)
// ok: require-rate-limit-on-login
router.post("/items", createItem)

export { router }
