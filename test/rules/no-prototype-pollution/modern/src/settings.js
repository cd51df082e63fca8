const express = require("express")
const _ = require("lodash")

const app = express()

app.put("/settings", (req, res) => {
  // ok: no-prototype-pollution
  _.merge(settings, req.body)
  res.sendStatus(204)
})
