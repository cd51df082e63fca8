// @ts-nocheck fixture
import express from "express"
import { promises as fsPromises } from "node:fs"
import sharp from "sharp"
import { WebSocketServer } from "ws"

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

const find = (name) => {
  // ruleid: no-method-chosen-by-client
  const found = actions[name]
  return typeof found === "function" ? found : undefined
}

app.post("/queue", async (req, res) => {
  for (const { kind, data } of [].concat(req.body.jobs ?? []).slice(0, 50)) {
    const job = find(String(kind))
    if (job) await job(data)
  }
  res.end()
})

const findOwn = (name) => {
  // ok: no-method-chosen-by-client
  return Object.hasOwn(actions, name) ? actions[name] : undefined
}

app.post("/queue/own", async (req, res) => {
  await findOwn(req.body.kind)?.(req.body.data)
  res.end()
})

async function operate({ operation, values }) {
  // ruleid: no-method-chosen-by-client
  return fsPromises[operation](...values)
}

app.post("/files", async (req, res) => {
  await operate(req.body)
  res.end()
})

async function operateKnown({ operation, from, to }) {
  switch (operation) {
    case "rename":
    case "copyFile":
      // ok: no-method-chosen-by-client
      return fsPromises[operation](within(from), within(to))
    default:
      throw new Error("unknown operation")
  }
}

app.post("/files/known", async (req, res) => {
  await operateKnown(req.body)
  res.end()
})

const step = (picture, [name, ...values]) =>
  // ruleid: no-method-chosen-by-client
  picture[name](...values)

app.get("/picture", async (req, res) => {
  const steps = req.query.steps.split(";").map((each) => each.split(":"))
  res.end(await steps.reduce(step, sharp("in.png")).toBuffer())
})

const STEPS = new Map([["rotate", (picture, angle) => picture.rotate(Number(angle))]])

app.get("/picture/known", async (req, res) => {
  const steps = req.query.steps.split(";").map((each) => each.split(":"))
  // ok: no-method-chosen-by-client
  res.end(await steps.reduce((picture, [name, angle]) => STEPS.get(name)?.(picture, angle) ?? picture, sharp("in.png")).toBuffer())
})

const wire = new WebSocketServer({ port: 8081 })
const OFFERED = new Set(["list", "read"])

class Line {
  constructor(socket, desk) {
    this.desk = desk
    socket.on("message", (raw) => this.hear(raw))
  }

  hear(raw) {
    const { method, params } = JSON.parse(raw)
    if (typeof this.desk[method] !== "function") throw new Error("no such method")
    // ruleid: no-method-chosen-by-client
    this.desk[method](...params)
    if (!OFFERED.has(method)) throw new Error("not offered")
    // ok: no-method-chosen-by-client
    this.desk[method](...params)
  }
}

wire.on("connection", (socket) => new Line(socket, makeDesk()))

app.get("/found/:action", (req, res) => {
  const wanted = req.params.action
  const found = offered.find((each) => each.name === wanted)
  if (!found) return res.sendStatus(404)
  perform(wanted)
  res.end()
})

// ok: no-method-chosen-by-client
const perform = (action) => actions[action]()

const columns = { name: { sql: () => "name" } }

app.post("/columns", (req, res) => {
  // ok: no-method-chosen-by-client
  const column = columns[req.body.column]
  const known = { ...column, table: "people" }
  res.json(known.sql())
})

app.post("/listed", (req, res) => {
  // ok: no-method-chosen-by-client
  res.end(Object.keys(req.body).map((name) => columns[name]).join())
})
