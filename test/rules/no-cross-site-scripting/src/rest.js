const express = require("express")

const app = express()

app.get("/render/:address(*)", (req, res) => {
  // ruleid: no-cross-site-scripting
  res.send(`<p>Cannot render ${req.params.address}</p>`)
})

app.get("/pages/:page(\\d{1,4})", (req, res) => {
  // ok: no-cross-site-scripting
  res.send(`<p>Page ${req.params.page}</p>`)
})

module.exports = app
