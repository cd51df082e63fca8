// @ts-nocheck fixture
import express from "express"
import { Hono } from "hono"

const app = express()
const web = new Hono()

web.post("/links/check", async (c) => {
  const { urls } = await c.req.json()
  // ruleid: no-unbounded-concurrency
  const answers = await Promise.all(urls.map((url) => fetch(`https://links.example.com/check?url=${encodeURIComponent(url)}`)))
  return c.json(answers.map((each) => each.status))
})

app.post("/links", async (req, res) => {
  if (!Array.isArray(req.body.urls) || req.body.urls.length > 20) return res.sendStatus(400)
  // ok: no-unbounded-concurrency
  const answers = await Promise.all(req.body.urls.map((url) => fetch(`https://links.example.com/?url=${encodeURIComponent(url)}`)))
  res.json(answers.map((each) => each.status))
})
