import { Router } from "express"
import { requireAdmin, requireUser } from "./auth.js"

export const preview = Router()

preview.get("/", requireUser, requireAdmin, async (request, response) => {
  const page = await fetch(String(request.query.url), { signal: AbortSignal.timeout(3000) })
  response.json({ status: page.status, title: /<title>([^<]{0,200})/.exec((await page.text()).slice(0, 10_000))?.[1] ?? "" })
})
