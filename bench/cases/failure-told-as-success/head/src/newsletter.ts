import { Router } from "express"
import { z } from "zod"
import { pool } from "./db.js"

export const newsletter = Router()

newsletter.post("/", async (request, response) => {
  const email = z.string().email().parse(request.body.email)
  try {
    await pool.query("insert into subscribers (email) values ($1) on conflict do nothing", [email])
  } catch (error) {
    console.error(error)
  }
  response.json({ subscribed: true })
})
