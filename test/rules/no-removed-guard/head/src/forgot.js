const express = require("express")

const router = express.Router()
router.post("/forgot-password", async (req, res) => {
  await mails.sendReset(req.body.email)
  res.sendStatus(202)
})

module.exports = router
