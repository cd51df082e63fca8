import escapeHtml from "escape-html"
import express, { type Request, type Response } from "express"

const app = express()

app.get("/hello", (req, res) => {
  // ruleid: no-cross-site-scripting
  res.send(`<h1>Hello ${req.query.name}</h1>`)
})

app.get("/orders/:id", (req: Request, res: Response) => {
  // ruleid: no-cross-site-scripting
  res.status(404).send("No order " + req.params.id)
})

app.get("/echo", (req, res) => {
  // ok: no-cross-site-scripting
  res.json({ name: req.query.name })
})

app.get("/object", (req, res) => {
  // ok: no-cross-site-scripting
  res.send({ name: req.query.name })
})

app.get("/number", (req, res) => {
  // ok: no-cross-site-scripting
  res.send(`<b>${Number(req.query.page)}</b>`)
})

app.get("/escaped", (req, res) => {
  // ok: no-cross-site-scripting
  res.send(`<h1>${escapeHtml(String(req.query.name))}</h1>`)
})

const clean = (text: string) => text.replace(/[&<>"']/g, (each) => `&#${each.charCodeAt(0)};`)

app.get("/own-escape", (req, res) => {
  // ok: no-cross-site-scripting
  res.send(`<h1>${clean(String(req.query.name))}</h1>`)
})

app.get("/plain", (req, res) => {
  // ok: no-cross-site-scripting
  res.type("text/plain").send(`Hello ${req.query.name}`)
})

app.get("/header", (req, res) => {
  res.setHeader("Content-Type", "application/json")
  // ok: no-cross-site-scripting
  res.send(`"${req.query.name}"`)
})

app.post("/body", (req, res) => {
  // ok: no-cross-site-scripting
  res.send(req.body)
})

app.get("/agent", (req, res) => {
  // ok: no-cross-site-scripting
  res.send(`You use ${req.headers["user-agent"]}`)
})

app.get("/half", (req, res) => {
  const safe = escapeHtml(String(req.query.a))
  // ruleid: no-cross-site-scripting
  res.send(`<p>${safe} ${req.query.b}</p>`)
})

app.get("/pictures/:url", async (req, res) => {
  try {
    const picture = await take(req.params.url)
    res.set({ "Content-Type": "image/jpeg" })
    res.end(picture)
  } catch {
    // ruleid: no-cross-site-scripting
    res.status(400).send(`Cannot take ${req.params.url}`)
  }
})

app.get("/notes/:name", async (req, res) => {
  try {
    res.set({ "Content-Type": "text/plain" })
    res.end(await take(req.params.name))
  } catch {
    // ok: no-cross-site-scripting
    res.status(400).send(`Cannot read ${req.params.name}`)
  }
})

app.post("/orders", validate({ requestBody: "Order" }), (req: Request, res: Response) => {
  const order = req.body as { name: string }
  // ok: no-cross-site-scripting
  res.send(order)
})

app.post("/orders/names", validate({ requestBody: "Order" }), (req: Request, res: Response) => {
  // ruleid: no-cross-site-scripting
  res.send(req.body.name)
})

app.get("/sessions", (req: Request, res: Response) => {
  const session = { token: req.query.token }
  // ok: no-cross-site-scripting
  res.send(Object.assign({}, session, { expired: false }))
})
