// @ts-nocheck fixture
import fs from "node:fs"
import { Router } from "express"

export function pagesFor(vite) {
  const router = Router()
  router.get("/*path", async (req, res) => {
    // ok: no-blocking-call-in-handler
    const page = fs.readFileSync("index.html", "utf8")
    res.send(await vite.transformIndexHtml(req.originalUrl, page))
  })
  return router
}
