const db = require("../models")

module.exports.show = (req, res) => {
  // ok: no-record-of-others
  res.render("account", { id: req.user.id })
}

module.exports.change = async (req, res) => {
  // ruleid: no-record-of-others
  const user = await db.User.findOne({ where: { id: req.body.id } })
  user.email = req.body.email
  await user.save()
  res.render("account", { id: req.user.id })
}

module.exports.changeOwn = async (req, res) => {
  // ok: no-record-of-others
  const user = await db.User.findOne({ where: { id: req.user.id } })
  user.email = req.body.email
  await user.save()
  res.sendStatus(204)
}
