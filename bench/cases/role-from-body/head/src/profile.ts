import { Router } from "express"
import { pool } from "./db.js"
import { requireUser } from "./auth.js"

export const profile = Router()

const columns = ["name", "email", "phone", "role"]

profile.patch("/", requireUser, async (request, response) => {
  const changes = columns.filter((column) => typeof request.body[column] === "string")
  if (changes.length === 0) return response.status(400).json({ error: "nothing to change" })
  const assignments = changes.map((column, index) => `${column} = $${index + 2}`).join(", ")
  await pool.query(`update customers set ${assignments} where id = $1`, [response.locals.user.id, ...changes.map((column) => request.body[column])])
  response.status(204).end()
})
