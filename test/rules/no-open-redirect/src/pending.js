// @ts-nocheck fixture
import express from "express"
import { randomUUID } from "node:crypto"

const app = express()
const pending = new Map()

app.get("/login", (req, res) => {
  const state = randomUUID()
  pending.set(state, { returnTo: req.query.returnTo })
  res.redirect(`/provider?state=${state}`)
})

app.get("/login/callback", (req, res) => {
  const login = pending.get(req.query.state)
  if (!login) return res.sendStatus(400)
  // ruleid: no-open-redirect
  res.redirect(login.returnTo)
})

class Invitations {
  #open = new Map()

  begin(target) {
    const id = randomUUID()
    this.#open.set(id, { target: /^\/[a-z]+$/.test(target) ? target : "/" })
    return id
  }

  take(id) {
    return this.#open.get(id)
  }
}

const invitations = new Invitations()

app.get("/invite", (req, res) => {
  res.redirect(`/accept?id=${invitations.begin(req.query.target)}`)
})

app.get("/accept", (req, res) => {
  // ok: no-open-redirect
  res.redirect(invitations.take(req.query.id).target)
})
