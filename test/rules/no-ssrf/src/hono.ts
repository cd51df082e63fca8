// @ts-nocheck fixture
import { Hono } from "hono"

const app = new Hono()

app.get("/proxy", async (c) => {
  // ruleid: no-ssrf
  return fetch(c.req.query("target"))
})

app.get("/self", async (c) => {
  // ok: no-ssrf
  return fetch(`https://${process.env.HOST}/${c.req.query("path")}`)
})
