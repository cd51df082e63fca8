// @ts-nocheck fixture
import express from "express"

const app = express()
const actions = { play() {}, pause() {} }
const bare = Object.assign(Object.create(null), { play() {} })
const table = new Map([["play", () => {}]])

app.get("/perform/:action/:payload", (req, res) => {
  // ruleid: no-method-chosen-by-client
  const action = actions[req.params.action]
  res.end(action(req.params.payload))
})

app.get("/direct/:action", (req, res) => {
  const { action } = req.params
  // ruleid: no-method-chosen-by-client
  res.json(actions[action](req.query.payload))
})

app.post("/typed", (req, res) => {
  // ruleid: no-method-chosen-by-client
  const handler = actions[req.body.type]
  if (typeof handler === "function") handler(req.body)
  res.end()
})

app.get("/own/:action", (req, res) => {
  if (!Object.hasOwn(actions, req.params.action)) return res.sendStatus(404)
  // ok: no-method-chosen-by-client
  actions[req.params.action]()
  res.end()
})

app.get("/listed/:action", (req, res) => {
  if (!["play", "pause"].includes(req.params.action)) return res.sendStatus(404)
  // ok: no-method-chosen-by-client
  actions[req.params.action]()
  res.end()
})

app.get("/map/:action", (req, res) => {
  // ok: no-method-chosen-by-client
  const action = table.get(req.params.action)
  action?.()
  // ok: no-method-chosen-by-client
  const other = bare[req.params.action]
  other?.()
  // ok: no-method-chosen-by-client
  const label = actions[req.params.label]
  res.json({ label })
})

const service = new Service()

export const server = createServer(async (req, res) => {
  const call = await readJson(req, 1024)
  // ruleid: no-method-chosen-by-client
  res.end(await service[call.method](call.params))
})

const operations = new Map([["list", (input) => service.list(input)]])

export const mapped = createServer(async (req, res) => {
  const call = await readJson(req)
  const operation = operations.get(call.method)
  if (!operation) return res.writeHead(404).end()
  // ok: no-method-chosen-by-client
  res.end(await operation(call.params))
})

app.post("/rpc", async (req, res) => {
  const { method, params } = req.body
  // ruleid: no-method-chosen-by-client
  const run = service[method]
  res.json(await run.apply(service, params))
})

app.post("/rpc/:method", async (req, res) => {
  // ruleid: no-method-chosen-by-client
  res.json(await service[req.params.method].call(service, req.body))
})

app.post("/named", async (req, res) => {
  // ok: no-method-chosen-by-client
  const known = Object.hasOwn(actions, req.body.method) ? actions[req.body.method] : null
  res.json(await known?.apply(actions, req.body.params))
})
