import { readFile } from "node:fs/promises"
import { Router } from "express"
import { requireUser } from "./auth.js"

export const invoices = Router()

invoices.get("/:name", requireUser, async (request, response) => {
  const file = await readFile(`/var/lib/shop/invoices/${response.locals.user.id}/${request.params.name}`)
  response.type("application/pdf").send(file)
})
