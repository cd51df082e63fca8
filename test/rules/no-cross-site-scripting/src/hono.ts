import { Hono } from "hono"
import { html } from "hono/html"

const app = new Hono()

app.get("/hello", (c) => {
  // ruleid: no-cross-site-scripting
  return c.html(`<h1>${c.req.query("name")}</h1>`)
})

app.get("/escaped", (c) => {
  // ok: no-cross-site-scripting
  return c.html(html`<h1>${c.req.query("name")}</h1>`)
})

app.get("/text", (c) => {
  // ok: no-cross-site-scripting
  return c.text(`Hello ${c.req.query("name")}`)
})
