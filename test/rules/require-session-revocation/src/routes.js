const { Router } = require("express")
const accounts = require("./accounts")
const tokens = require("./tokens")

const router = Router()

router.post("/password/change", async (req, res) => res.json(await accounts.changePassword(req.userId, req.body.current, req.body.next)))

router.post("/password", async (req, res) => {
  await accounts.setPassword(req.userId, req.body.next)
  await tokens.revokeAll(req.userId)
  res.sendStatus(204)
})

module.exports = router
