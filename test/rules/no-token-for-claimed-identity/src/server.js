const express = require("express")
const jwt = require("jsonwebtoken")
const bcrypt = require("bcrypt")
const { SignJWT, jwtVerify } = require("jose")
const { getNewToken } = require("./jwt-helper")
const { users } = require("./store")

const app = express()
const secret = process.env.JWT_SECRET

app.post("/heartbeat", (req, res) => {
  const token = getNewToken(req.headers)
  if (token) res.json({ message: "tokenRefresh", token })
  else if (req.userId === "guest") res.json({ message: "guest" })
})

app.post("/token", (req, res) => {
  const { userId, role } = req.body
  if (!userId) return res.sendStatus(400)
  // ruleid: no-token-for-claimed-identity
  const token = jwt.sign({ sub: userId, role }, secret, { expiresIn: "1h" })
  res.cookie("token", token, { httpOnly: true })
  res.json({ token })
})

app.post("/token/jose", async (req, res) => {
  // ruleid: no-token-for-claimed-identity
  const token = await new SignJWT({ sub: req.body.email }).setProtectedHeader({ alg: "HS256" }).setExpirationTime("1h").sign(key)
  res.json({ token })
})

app.post("/token/all", (req, res) => {
  // ruleid: no-token-for-claimed-identity
  res.json({ token: jwt.sign({ ...req.body }, secret, { expiresIn: "1h" }) })
})

app.post("/login", async (req, res) => {
  const user = await users.findOne({ email: req.body.email })
  if (!user || !(await bcrypt.compare(req.body.password, user.password))) return res.sendStatus(401)
  // ok: no-token-for-claimed-identity
  res.json({ token: jwt.sign({ id: user.id, email: req.body.email }, secret, { expiresIn: "1h" }) })
})

app.post("/refresh", async (req, res) => {
  const { payload } = await jwtVerify(req.body.token, key)
  // ok: no-token-for-claimed-identity
  res.json({ token: jwt.sign({ sub: payload.sub, role: req.body.role }, secret, { expiresIn: "1h" }) })
})

app.post("/register", async (req, res) => {
  await users.insertOne({ email: req.body.email })
  // ok: no-token-for-claimed-identity
  res.json({ token: jwt.sign({ email: req.body.email }, secret, { expiresIn: "1h" }) })
})

app.post("/confirm", async (req, res) => {
  // ok: no-token-for-claimed-identity
  const token = jwt.sign({ email: req.body.email }, secret, { expiresIn: "1h" })
  await sendConfirmation(req.body.email, token)
  res.sendStatus(202)
})

app.post("/switch-role", requireLogin, (req, res) => {
  // ok: no-token-for-claimed-identity
  res.json({ token: jwt.sign({ id: req.body.id }, secret, { expiresIn: "1h" }) })
})

app.post("/rooms/:room/token", (req, res) => {
  // ok: no-token-for-claimed-identity
  res.json({ token: jwt.sign({ room: req.params.room, theme: req.body.theme }, secret, { expiresIn: "1h" }) })
})

app.post("/machine", (req, res) => {
  if (req.body.user !== process.env.MACHINE_USER || req.body.key !== process.env.MACHINE_KEY) return res.sendStatus(401)
  // ok: no-token-for-claimed-identity
  res.json({ token: jwt.sign({ user: req.body.user }, secret, { expiresIn: "1h" }) })
})

module.exports = { app }
