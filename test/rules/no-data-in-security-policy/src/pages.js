const express = require("express")
const { ProfileModel } = require("./models")

const router = express.Router()

router.get("/profile", async (req, res) => {
  const profile = await ProfileModel.findByPk(req.session.user)
  // ruleid: no-data-in-security-policy
  res.set({ "Content-Security-Policy": `img-src 'self' ${profile?.picture}` })
  res.send("<h1>Profile</h1>")
})

router.get("/motto", async (req, res) => {
  const [profile] = await ProfileModel.findAll({ limit: 1 })
  // ok: no-data-in-security-policy
  res.set("Content-Security-Policy", `img-src 'self' ${profile.motto} ${profile.age} ${profile.role}`)
  res.send("<h1>Motto</h1>")
})

router.get("/pictures", async (req, res) => {
  const profiles = await ProfileModel.findAll()
  // ruleid: no-data-in-security-policy
  res.setHeader("Content-Security-Policy", "img-src 'self' " + profiles.map((each) => each.picture).join(" "))
  // ok: no-data-in-security-policy
  res.setHeader("X-Pictures", "of " + profiles.map((each) => each.picture).join(" "))
  res.send("<h1>Pictures</h1>")
})

router.get("/frame", (req, res) => {
  // ruleid: no-data-in-security-policy
  res.set("Content-Security-Policy", `frame-ancestors ${req.query.from}`)
  res.send("<h1>Frame</h1>")
})

router.get("/frame-of-origin", (req, res) => {
  const allowed = ["https://a.example", "https://b.example"]
  if (!allowed.includes(req.query.from)) return res.sendStatus(400)
  // ok: no-data-in-security-policy
  res.set("Content-Security-Policy", `frame-ancestors ${req.query.from}`)
  res.send("<h1>Frame</h1>")
})

module.exports = router
