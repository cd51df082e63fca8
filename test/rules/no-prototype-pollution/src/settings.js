const express = require("express")
const fastify = require("fastify")()
const _ = require("lodash")
const setValue = require("set-value")
const dotProp = require("dot-prop")

const app = express()

app.put("/settings", (req, res) => {
  // ruleid: no-prototype-pollution
  _.merge(settings, req.body)
  res.sendStatus(204)
})

app.put("/defaults", (req, res) => {
  // ruleid: no-prototype-pollution
  res.json(_.defaultsDeep({}, req.body.options, defaults))
})

app.put("/path", (req, res) => {
  // ruleid: no-prototype-pollution
  setValue(settings, req.body.path, req.body.value)
  res.sendStatus(204)
})

app.put("/path-safe", (req, res) => {
  // ok: no-prototype-pollution
  dotProp.set(settings, req.body.path, req.body.value)
  res.sendStatus(204)
})

app.put("/picked", (req, res) => {
  // ok: no-prototype-pollution
  _.merge(settings, { theme: String(req.body.theme) })
  res.sendStatus(204)
})

app.put("/assigned", (req, res) => {
  // ok: no-prototype-pollution
  Object.assign(settings, req.body)
  res.sendStatus(204)
})

fastify.put("/settings", async (request) => {
  // ruleid: no-prototype-pollution
  return _.merge({}, defaults, request.body)
})
