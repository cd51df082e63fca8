import { createHash } from "node:crypto"
import { Router } from "express"
import { z } from "zod"
import { pool } from "./db.js"
import { hashPassword } from "./password.js"

export const reset = Router()

const Reset = z.object({ token: z.string().min(32), password: z.string().min(12).max(200) })

reset.post("/", async (request, response) => {
  const { token, password } = Reset.parse(request.body)
  const digest = createHash("sha256").update(token).digest("hex")
  const { rowCount } = await pool.query(
    "update customers set password = $2 where reset_digest = $1 and reset_until > now()",
    [digest, await hashPassword(password)],
  )
  if (rowCount === 0) return response.status(400).json({ error: "this link is no longer valid" })
  response.status(204).end()
})
