import { createHmac, timingSafeEqual } from "node:crypto"
import express, { Router } from "express"
import { pool } from "./db.js"
import { settings } from "./settings.js"

export const hooks = Router()

hooks.post("/payments", express.raw({ type: "application/json" }), async (request, response) => {
  const expected = createHmac("sha256", settings.hookSecret).update(request.body).digest()
  const given = Buffer.from(request.get("x-signature") ?? "", "hex")
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return response.status(401).end()
  const event = JSON.parse(request.body.toString("utf8"))
  await pool.query("insert into payment_events (id, body) values ($1, $2) on conflict (id) do nothing", [String(event.id), event])
  response.status(204).end()
})
