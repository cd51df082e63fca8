import express from "express"
import { find, save } from "./store.js"

const app = express()
let current
let lastSeen

class Session {
  async begin(id) {
    // ok: no-request-state-in-singleton
    this.user = await find(id)
    await save(this.user)
    return this.user
  }
}

class Audits {
  async record(id) {
    // ruleid: no-request-state-in-singleton
    this.user = await find(id)
    await save({ id })
    return this.user.name
  }
}

const audits = new Audits()

app.get("/me", async (req, res) => {
  // ruleid: no-request-state-in-singleton
  current = await find(req.params.id)
  await save({ seen: true })
  // ok: no-request-state-in-singleton
  lastSeen = req.params.id
  res.json({ current, session: await new Session().begin(1), name: await audits.record(req.params.id) })
})
