const express = require("express")
const fastify = require("fastify")()

const app = express()
const EMAIL = /^\S+@\S+\.\S+$/

app.post("/signup", (req, res) => {
  // ruleid: no-slow-pattern-on-request
  if (!EMAIL.test(req.body.email)) return res.sendStatus(400)
  res.sendStatus(201)
})

app.post("/signup-limited", (req, res) => {
  const { email } = req.body
  if (email.length > 320) return res.sendStatus(400)
  // ok: no-slow-pattern-on-request
  if (!EMAIL.test(email)) return res.sendStatus(400)
  res.sendStatus(201)
})

app.get("/signup", (req, res) => {
  // ok: no-slow-pattern-on-request
  if (!EMAIL.test(req.query.email)) return res.sendStatus(400)
  res.sendStatus(200)
})

app.post("/slug", (req, res) => {
  // ok: no-slow-pattern-on-request
  res.json({ slug: req.body.title.replace(/\s+/g, "-") })
})

app.post("/comment", (req, res) => {
  // ruleid: no-slow-pattern-on-request
  const text = String(req.body.text).replace(/\s+$/, "")
  // ok: no-slow-pattern-on-request
  res.json({ text, trimmed: String(req.body.text).trimEnd() })
})

app.post("/tags", (req, res) => {
  // ok: no-slow-pattern-on-request
  res.json({ tags: req.body.tags.split(/,/) })
})

fastify.post("/mail", async (request) => {
  // ruleid: no-slow-pattern-on-request
  const parts = request.body.mail.match(/^(.*)\s*<(.*)\s*>$/)
  // ruleid: no-slow-pattern-on-request
  const name = request.body.mail.match("^(.*)\\s*<")
  // ok: no-slow-pattern-on-request
  const rest = request.body.mail.split("^(.*)\\s*<")
  return { parts, name, rest }
})
