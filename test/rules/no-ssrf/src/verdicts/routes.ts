import express from "express"
import { checkUrl, describe, validateUrl } from "./guards.js"

const app = express()
app.use(express.json())

app.post("/probe", async (req, res) => {
  const guard = validateUrl(req.body.url)
  if (!guard.ok) return res.status(400).json({ error: guard.error })
  // ok: no-ssrf
  const answer = await fetch(req.body.url)
  res.json(answer.status)
})

app.post("/awaited", async (req, res) => {
  const checked = await checkUrl(req.body.url)
  if (!checked.valid) return res.status(400).end()
  // ok: no-ssrf
  const answer = await fetch(req.body.url)
  res.json(answer.status)
})

app.post("/other-way-round", async (req, res) => {
  const guard = validateUrl(req.body.url)
  if (guard.ok) return res.status(400).end()
  // ruleid: no-ssrf
  const answer = await fetch(req.body.url)
  res.json(answer.status)
})

app.post("/not-asked", async (req, res) => {
  const guard = validateUrl(req.body.url)
  console.log(guard.ok)
  // ruleid: no-ssrf
  const answer = await fetch(req.body.url)
  res.json(answer.status)
})

app.post("/described", async (req, res) => {
  const described = describe(req.body.url)
  if (!described.ok) return res.status(400).end()
  // ruleid: no-ssrf
  const answer = await fetch(req.body.url)
  res.json(answer.status)
})

app.post("/another", async (req, res) => {
  const guard = validateUrl(req.body.callback)
  if (!guard.ok) return res.status(400).end()
  // ruleid: no-ssrf
  const answer = await fetch(req.body.url)
  res.json(answer.status)
})
