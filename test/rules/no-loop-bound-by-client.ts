// @ts-nocheck fixture
import express from "express"
import Fastify from "fastify"
import _ from "lodash"
import { Type } from "@sinclair/typebox"

const app = express()

app.post("/a", (req, res) => {
  // ruleid: no-loop-bound-by-client
  for (let i = 0; i < req.body.list.length; i++) work(req.body.list[i])
  res.end()
})

app.get("/b", (req, res) => {
  const count = Number(req.query.count)
  // ruleid: no-loop-bound-by-client
  for (let i = 0; i < count; i++) work(i)
  res.end()
})

app.post("/c", (req, res) => {
  const { items } = req.body
  // ruleid: no-loop-bound-by-client
  _.forEach(items, work)
  res.end()
})

app.post("/g", (req, res) => {
  const ids = req.body.ids
  // ruleid: no-loop-bound-by-client
  for (let i = 0, length = ids.length; i < length; i++) work(ids[i])
  res.end()
})

app.post("/whole", (req, res) => {
  const rows = req.body
  // ruleid: no-loop-bound-by-client
  for (let i = 0; i < rows.length; i++) work(rows[i])
  res.end()
})

app.post("/d", (req, res) => {
  if (!Array.isArray(req.body.list)) return res.sendStatus(400)
  // ok: no-loop-bound-by-client
  for (let i = 0; i < req.body.list.length; i++) work(req.body.list[i])
  res.end()
})

app.get("/e", (req, res) => {
  const count = Math.min(Number(req.query.count), 100)
  // ok: no-loop-bound-by-client
  for (let i = 0; i < count; i++) work(i)
  res.end()
})

app.post("/f", async (req, res) => {
  const rows = await find(req.body.name)
  // ok: no-loop-bound-by-client
  for (let i = 0; i < rows.length; i++) work(rows[i])
  // ok: no-loop-bound-by-client
  for (const each of req.body.list) work(each)
  res.end()
})

const fastify = Fastify()
const size = { type: "integer", minimum: 1, maximum: 50 }
const bounded = { type: "object", properties: { copies: { type: "integer", maximum: 100 }, size } }
const unbounded = { type: "object", properties: { copies: { type: "integer", minimum: 1 } } }

fastify.post("/h", { schema: { body: bounded } }, async (request) => {
  const { copies } = request.body
  // ok: no-loop-bound-by-client
  for (let i = 0; i < copies; i++) work(i)
  // ok: no-loop-bound-by-client
  for (let i = 0; i < request.body.size; i++) work(i)
})

fastify.post("/i", { schema: { body: unbounded } }, async (request) => {
  const { copies } = request.body
  // ruleid: no-loop-bound-by-client
  for (let i = 0; i < copies; i++) work(i)
})

// The schema is of another part.
fastify.post("/j", { schema: { params: bounded } }, async (request) => {
  // ruleid: no-loop-bound-by-client
  for (let i = 0; i < request.body.copies; i++) work(i)
})

fastify.post("/k", { schema: { body: Type.Object({ copies: Type.Integer({ maximum: 9 }) }) } }, async (request) => {
  // ok: no-loop-bound-by-client
  for (let i = 0; i < request.body.copies; i++) work(i)
})

fastify.route({
  method: "POST",
  url: "/l",
  schema: { body: { type: "object", properties: { rows: { type: "array", items: { type: "string" } } } } },
  handler: async (request) => {
    // ok: no-loop-bound-by-client
    for (let i = 0; i < request.body.rows.length; i++) work(request.body.rows[i])
  },
})

function words(list) {
  const found = new Set()
  // ruleid: no-loop-bound-by-client
  for (let i = 0; i < list.length; i++) found.add(String(list[i] || ""))
  return [...found]
}

app.put("/words", (req, res) => {
  if (!req.body.words?.length) return res.sendStatus(422)
  res.json(words(req.body.words))
})

function labels(list) {
  const found = new Set()
  // ok: no-loop-bound-by-client
  for (let i = 0; i < list.length; i++) found.add(String(list[i] || ""))
  return [...found]
}

app.put("/labels", (req, res) => {
  if (!Array.isArray(req.body.labels)) return res.sendStatus(422)
  res.json(labels(req.body.labels))
})

function signs(text) {
  let sum = 0
  // ok: no-loop-bound-by-client
  for (let i = 0; i < text.length; i++) sum += text.charCodeAt(i)
  return sum
}

function names(list) {
  const found = []
  // ok: no-loop-bound-by-client
  for (let i = 0; i < list.length; i++) found.push(list[i].name)
  return found
}

app.put("/sum", (req, res) => {
  res.json({ sum: signs(req.body.text), names: names(req.body.people) })
})
