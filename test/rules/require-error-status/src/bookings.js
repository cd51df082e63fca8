// @ts-nocheck fixture
import express from "express"
import { Hono } from "hono"
import { cancel, find } from "./store.js"

const app = new Hono()
const old = express()

app.post("/bookings/:id/cancel", (c) => {
  if (!cancel(c.req.param("id"))) {
    // ruleid: require-error-status
    return c.json({ error: "the booking cannot be cancelled" })
  }
  // ok: require-error-status
  return c.json({ cancelled: true })
})

app.get("/bookings/:id", (c) => {
  const booking = find(c.req.param("id"))
  // ok: require-error-status
  if (!booking) return c.json({ error: "no such booking" }, 404)
  // ok: require-error-status
  if (booking.old) return c.json({ error: null, booking })
  return c.json({ booking })
})

old.get("/bookings/:id", (req, res) => {
  const booking = find(req.params.id)
  // ruleid: require-error-status
  if (!booking) return res.json({ error: "no such booking" })
  if (booking.old) {
    res.status(410)
    // ok: require-error-status
    return res.json({ error: "gone" })
  }
  // ok: require-error-status
  res.json({ error: "", booking })
})
