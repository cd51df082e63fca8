const Router = require("@koa/router")
const express = require("express")

const app = express()
const preferences = {}

app.put("/preferences/:user/:key", (req, res) => {
  // ruleid: no-request-key-write
  preferences[req.params.user][req.params.key] = req.body.value
  res.sendStatus(204)
})

app.put("/named/:user/:key", (req, res) => {
  const { key } = req.params
  const user = req.params.user
  // ruleid: no-request-key-write
  preferences[user][key] = req.body.value
  res.sendStatus(204)
})

app.put("/one/:key", (req, res) => {
  // ok: no-request-key-write
  preferences[req.params.key] = req.body.value
  res.sendStatus(204)
})

app.put("/mine/:key", (req, res) => {
  // ok: no-request-key-write
  preferences[req.user.id][req.params.key] = req.body.value
  res.sendStatus(204)
})

app.put("/checked/:user/:key", (req, res) => {
  if (req.params.user === "__proto__") return res.sendStatus(400)
  // ok: no-request-key-write
  preferences[req.params.user][req.params.key] = req.body.value
  res.sendStatus(204)
})

const router = new Router()
router.put("/preferences/:user/:key", (ctx) => {
  // ruleid: no-request-key-write
  preferences[ctx.params.user][ctx.params.key] = ctx.request.body.value
  ctx.status = 204
})

const lists = {}

app.put("/lists/:list/:key", (req, res) => {
  let items = lists[req.params.list]
  if (!items) items = lists[req.params.list] = {}
  // ruleid: no-request-key-write
  items[req.params.key] = req.body.value
  res.sendStatus(204)
})

app.put("/lists/mine/:key", (req, res) => {
  const items = lists[req.user.id] ?? {}
  // ok: no-request-key-write
  items[req.params.key] = req.body.value
  res.sendStatus(204)
})
