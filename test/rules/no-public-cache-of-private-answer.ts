// @ts-nocheck fixture
import express from "express"

const app = express()

app.get("/me", requireUser, (req, res) => {
  // ruleid: no-public-cache-of-private-answer
  res.set("Cache-Control", "public, max-age=3600")
  res.json(req.user)
})
app.get("/orders", requireUser, async (req, res) => {
  // ruleid: no-public-cache-of-private-answer
  res.setHeader("cache-control", "public, s-maxage=60")
  res.json(await orders.find({ owner: req.user.id }))
})
app.get("/profile", requireUser, (req, res) => {
  // ok: no-public-cache-of-private-answer
  res.set("Cache-Control", "private, max-age=60")
  res.json(req.user)
})
app.get("/logo", (req, res) => {
  if (req.session.seen) count(req.session.seen)
  // ok: no-public-cache-of-private-answer
  res.set("Cache-Control", "public, max-age=3600")
  res.send(logo)
})
