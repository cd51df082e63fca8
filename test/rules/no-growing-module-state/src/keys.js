import { randomUUID } from "node:crypto"
import express from "express"
import { Pool } from "pg"

const app = express()
const logins = {}
const answers = new Map()
const pools = new Map()

app.post("/login", (req, res) => {
  const token = randomUUID()
  // ruleid: no-growing-module-state
  logins[token] = { user: req.body.user }
  res.json({ token })
})

app.get("/answers/:id", async (req, res) => {
  const key = req.params.id
  // ruleid: no-growing-module-state
  if (!answers.has(key)) answers.set(key, await answerTo(key))
  res.json(answers.get(key))
})

function poolFor(tenant) {
  // ok: no-growing-module-state
  if (!pools.has(tenant)) pools.set(tenant, new Pool({ database: tenant }))
  return pools.get(tenant)
}
app.get("/rows", async (req, res) => res.json((await poolFor(req.tenant).query("SELECT 1")).rows))
