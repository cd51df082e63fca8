const express = require("express")

const router = express.Router()
router.post("/forgot-password", async (req, res) => {
  if (req.user) return res.redirect("/")
  await mails.sendReset(req.body.email)
  res.sendStatus(202)
})

module.exports = router
