import { Router } from "express"
import { requireAdmin, requireUser } from "./auth.js"

export const preview = Router()

const suppliers: Readonly<Record<string, string>> = { north: "https://north.example.test/", south: "https://south.example.test/" }

preview.get("/", requireUser, requireAdmin, async (request, response) => {
  const address = suppliers[String(request.query.supplier)]
  if (address === undefined) return response.status(404).json({ error: "no such supplier" })
  const page = await fetch(address, { redirect: "error", signal: AbortSignal.timeout(3000) })
  response.json({ status: page.status, title: /<title>([^<]{0,200})/.exec((await page.text()).slice(0, 10_000))?.[1] ?? "" })
})
