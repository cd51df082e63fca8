// @ts-nocheck fixture
import express from "express"
import { setCookie } from "hono/cookie"

const app = express()

app.post("/login", async (req, res) => {
  const { password } = req.body
  const user = await find(req.body.name)
  // ruleid: no-password-in-answer
  res.cookie("password", req.body.password, { httpOnly: true, secure: true })
  // ruleid: no-password-in-answer
  res.cookie("login", JSON.stringify({ name: req.body.name, password }), { httpOnly: true })
  // ruleid: no-password-in-answer
  res.cookie("auth", Buffer.from(`${user.name}:${user.password}`).toString("base64"))
  // ruleid: no-password-in-answer
  res.cookie("passwd", hash(user))
  // ruleid: no-password-in-answer
  res.append("Set-Cookie", "login=" + req.body.password)
  // ok: no-password-in-answer
  res.cookie("session", user.sessionId, { httpOnly: true, secure: true })
  // ok: no-password-in-answer
  res.cookie("password", "")
  // ruleid: no-password-in-answer
  res.json({ id: user.id, password: user.password })
})

app.post("/users", async (req, res) => {
  const user = await create(req.body)
  // ruleid: no-password-in-answer
  res.status(201).json({ user: { name: user.name, passwordHash: user.passwordHash } })
})

app.post("/echo", (req, res) => {
  // ruleid: no-password-in-answer
  res.send(req.body.password)
})

app.get("/me", (req, res) => {
  // ok: no-password-in-answer
  res.json({ name: req.user.name, hasPassword: Boolean(req.user.password) })
})

app.post("/devices", async (req, res) => {
  const password = await generate()
  // ok: no-password-in-answer
  res.json({ password })
})

export function remember(c) {
  // ruleid: no-password-in-answer
  setCookie(c, "login", c.req.query("password"))
}

app.post("/forgot-password", async (req, res) => {
  const resetToken = randomBytes(32).toString("hex")
  await keep(req.body.email, resetToken)
  // ruleid: no-password-in-answer
  res.json({ message: "sent", resetToken })
})

app.post("/password-resets", async (req, res) => {
  const reset = await createReset(req.body.email)
  // ruleid: no-password-in-answer
  res.status(202).json({ reset })
  // ok: no-password-in-answer
  res.status(202).json({ expiresAt: reset.expiresAt })
})

async function createReset(email) {
  const token = randomBytes(24).toString("base64url")
  const reset = { email, token, expiresAt: soon() }
  await keep(email, token)
  return reset
}

app.post("/forgot-password/dev", async (req, res) => {
  const resetToken = randomBytes(32).toString("hex")
  // ok: no-password-in-answer
  if (process.env.NODE_ENV === "development") res.json({ resetToken })
})

// The code from the mail was given here.
app.post("/forgot-password/verify", async (req, res) => {
  const resetToken = await exchange(req.body.code)
  // ok: no-password-in-answer
  res.json({ resetToken })
})

app.post("/sessions", async (req, res) => {
  const token = randomBytes(32).toString("hex")
  // ok: no-password-in-answer
  res.json({ token })
})
