import { readFile } from "node:fs/promises"
import { Router } from "express"
import { requireUser } from "./auth.js"

export const invoices = Router()

invoices.get("/:name", requireUser, async (request, response) => {
  const number = Number(request.params.name)
  if (!Number.isSafeInteger(number)) return response.status(404).json({ error: "no such invoice" })
  const file = await readFile(`/var/lib/shop/invoices/${response.locals.user.id}/${number}.pdf`)
  response.type("application/pdf").send(file)
})
