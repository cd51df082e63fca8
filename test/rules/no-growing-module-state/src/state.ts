// @ts-nocheck fixture
import express from "express"

const app = express()
const seen = new Map()
const visits = []
const byToken = {}
const sessions = new Map()
const byLocale = new Map()
const recent = []

app.get("/orders/:id", (req, res) => {
  // ruleid: no-growing-module-state
  seen.set(req.params.id, Date.now())
  // ruleid: no-growing-module-state
  visits.push({ path: req.path, at: Date.now() })
  // ruleid: no-growing-module-state
  byToken[req.headers.authorization] = req.ip
  res.json({ seen: seen.get(req.params.id), visits: visits.at(-1), token: byToken[req.query.token] })
})

app.post("/sessions", (req, res) => {
  // ok: no-growing-module-state
  sessions.set(req.body.id, { at: Date.now() })
  const locale = res.getLocale()
  // ok: no-growing-module-state
  byLocale.set(locale, Intl.DateTimeFormat(locale))
  // ok: no-growing-module-state
  recent.push(req.path)
  if (recent.length > 100) recent.shift()
  const own = new Map()
  // ok: no-growing-module-state
  own.set(req.body.id, 1)
  res.json(own.size)
})

app.delete("/sessions/:id", (req, res) => {
  sessions.delete(req.params.id)
  res.end()
})
