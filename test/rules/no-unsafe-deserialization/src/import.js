const express = require("express")
const yaml = require("js-yaml")
const v8 = require("node:v8")

const app = express()

app.post("/import", (req, res) => {
  // ruleid: no-unsafe-deserialization
  res.json(yaml.load(req.body.document))
})

app.post("/import-safe", (req, res) => {
  // ok: no-unsafe-deserialization
  res.json(yaml.safeLoad(req.body.document))
})

app.post("/import-schema", (req, res) => {
  // ok: no-unsafe-deserialization
  res.json(yaml.load(req.body.document, { schema: yaml.JSON_SCHEMA }))
})

app.post("/state", (req, res) => {
  // ruleid: no-unsafe-deserialization
  const state = v8.deserialize(Buffer.from(req.body.state, "base64"))
  res.json({ keys: Object.keys(state).length })
})

app.post("/json", (req, res) => {
  // ok: no-unsafe-deserialization
  res.json(JSON.parse(req.body.document))
})
