// @ts-nocheck fixture
import express from "express"
import _ from "lodash"

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
