// @ts-nocheck fixture
import express from "express"
import { find } from "./store.js"

const app = express()

// Clients of this one read the answer.
app.get("/rooms/:id", (req, res) => {
  const room = find(req.params.id)
  const later = () => {
    // ok: require-error-status
    if (!room) return res.json({ error: "unknown" })
    // ok: require-error-status
    if (room.closed) return res.json({ error: "closed" })
    // ok: require-error-status
    if (room.full) return res.json({ error: "full" })
    res.json({ room })
  }
  later()
})
