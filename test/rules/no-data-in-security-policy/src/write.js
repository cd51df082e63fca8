const express = require("express")
const { ProfileModel } = require("./models")

const router = express.Router()

router.post("/profile", async (req, res) => {
  const profile = await ProfileModel.findByPk(req.session.user)
  await profile.update({ picture: req.body.picture, age: req.body.age, motto: "Live and let live" })
  res.redirect("/profile")
})

module.exports = router
