import { Router } from "express"
import { z } from "zod"
import { pool } from "./db.js"

export const newsletter = Router()

newsletter.post("/", async (request, response) => {
  const email = z.string().email().parse(request.body.email)
  await pool.query("insert into subscribers (email) values ($1) on conflict do nothing", [email])
  response.json({ subscribed: true })
})
