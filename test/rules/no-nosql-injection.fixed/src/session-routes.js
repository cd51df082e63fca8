// @ts-nocheck fixture
const express = require("express")
const { z } = require("zod")
const User = require("./user")

const router = express.Router()
const Credentials = z.object({ email: z.string(), password: z.string() })

router.post("/login", async (req, res) => {
  // ruleid: no-nosql-injection
  const user = await User.findOne({ email: req.body.email, password: req.body.password })
  res.json(user)
})

router.post("/reset", async (req, res) => {
  const { token } = req.body
  // ruleid: no-nosql-injection
  const user = await User.findOne({ resetToken: String(token) })
  // ok: no-nosql-injection
  const same = await User.findOne({ resetToken: String(token) })
  // ok: no-nosql-injection
  const again = await User.findOne({ resetToken: `${token}` })
  res.json([user, same, again])
})

router.post("/checked", async (req, res) => {
  const { email } = Credentials.parse(req.body)
  // ok: no-nosql-injection
  res.json(await User.findOne({ email }))
})

router.post("/typed", async (req, res) => {
  if (typeof req.body.email !== "string") return res.status(400).end()
  // ok: no-nosql-injection
  res.json(await User.findOne({ email: req.body.email }))
})

router.get("/:id", async (req, res) => {
  // ok: no-nosql-injection
  res.json(await User.findOne({ _id: req.params.id }))
})

router.get("/", async (req, res) => {
  // ruleid: no-nosql-injection
  res.json(await User.find(req.query))
})

router.get("/by-header", async (req, res) => {
  // ok: no-nosql-injection
  res.json(await User.findOne({ resetToken: req.headers["x-token"] }))
})

router.get("/older", async (req, res) => {
  // ruleid: no-nosql-injection
  res.json(await User.find({ $where: "this.age > " + req.query.age }))
})

router.get("/mine", async (req, res) => {
  // ok: no-nosql-injection
  res.json(await User.findOne({ email: req.user.email }))
})

module.exports = router
