import { Router } from "express"
import jwt from "jsonwebtoken"
import { pool } from "./db.js"

export const session = Router()

session.get("/me", async (request, response) => {
  const claims = jwt.decode((request.get("authorization") ?? "").replace(/^Bearer /, "")) as { id: number } | null
  if (claims === null) return response.status(401).json({ error: "sign in first" })
  const { rows } = await pool.query("select name, email from customers where id = $1", [claims.id])
  if (rows.length === 0) return response.status(404).json({ error: "no such customer" })
  response.json(rows[0])
})
