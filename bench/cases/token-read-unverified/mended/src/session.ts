import { Router } from "express"
import { requireUser } from "./auth.js"
import { pool } from "./db.js"

export const session = Router()

session.get("/me", requireUser, async (_request, response) => {
  const { rows } = await pool.query("select name, email from customers where id = $1", [response.locals.user.id])
  if (rows.length === 0) return response.status(404).json({ error: "no such customer" })
  response.json(rows[0])
})
