const express = require("express")
const yaml = require("js-yaml")

const app = express()

app.post("/import", (req, res) => {
  // ok: no-unsafe-deserialization
  res.json(yaml.load(req.body.document))
})
