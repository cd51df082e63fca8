const express = require("express")
const { Order } = require("../models")

const router = express.Router()

router.get("/orders", async (req, res) => {
  // ok: no-record-of-others
  res.json(await Order.findAll({ where: { userId: req.user.id, state: req.query.state } }))
})

router.patch("/orders/:id", async (req, res) => {
  // ok: no-record-of-others
  res.json(await Order.update(req.body, { where: { id: req.params.id, userId: req.user.id } }))
})

router.delete("/orders/:id", async (req, res) => {
  // ruleid: no-record-of-others
  await Order.destroy({ where: { id: req.params.id } })
  res.sendStatus(204)
})

router.get("/admin/orders/:id", async (req, res) => {
  // ok: no-record-of-others
  res.json(await Order.findByPk(req.params.id))
})

module.exports = router
