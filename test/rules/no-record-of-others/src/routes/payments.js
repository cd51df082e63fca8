const express = require("express")
const payments = require("../payments")

const router = express.Router()

router.get("/payments", async (req, res) => {
  const { userId } = req.session
  // ok: no-record-of-others
  res.json(await payments.findByUser(userId))
})

router.get("/payments/total", async (req, res) => {
  // ok: no-record-of-others
  res.json(await payments.getTotal(req.session.userId))
})

router.get("/payments/:userId/list", async (req, res) => {
  const { userId } = req.params
  // ruleid: no-record-of-others
  res.json(await payments.findByUser(userId))
})

router.get("/payments/currencies/:code", async (req, res) => {
  // ok: no-record-of-others
  res.json(await payments.findCurrency(req.params.code))
})

router.get("/payments/:userId/own", async (req, res) => {
  if (req.params.userId !== req.session.userId) return res.sendStatus(403)
  // ok: no-record-of-others
  res.json(await payments.findByUser(req.params.userId))
})

module.exports = router
