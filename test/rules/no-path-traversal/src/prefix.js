const express = require("express")
const fs = require("node:fs")
const path = require("node:path")

const app = express()

app.get("/written", (req, res) => {
  const name = String(req.query.name)
  if (path.isAbsolute(name) || name.startsWith("..")) return res.status(400).end()
  // ruleid: no-path-traversal
  fs.createReadStream(path.join("/srv/pages", name)).pipe(res)
})

app.get("/ordered", (req, res) => {
  const name = path.normalize(String(req.query.name))
  if (path.isAbsolute(name) || name.startsWith("..")) return res.status(400).end()
  // ok: no-path-traversal
  fs.createReadStream(path.join("/srv/pages", name)).pipe(res)
})

app.get("/relative", (req, res) => {
  const file = path.join("/srv/pages", String(req.query.name))
  if (path.relative("/srv/pages", file).startsWith("..")) return res.status(400).end()
  // ok: no-path-traversal
  fs.createReadStream(file).pipe(res)
})
