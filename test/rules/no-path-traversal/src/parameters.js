const fs = require("node:fs")
const path = require("node:path")
const express = require("express")

const checked = express.Router()
const ROOT = "/srv/plans"

checked.param("plan", (request, response, next, plan) => {
  if (!/^[a-z0-9-]{1,40}$/.test(plan)) return response.sendStatus(404)
  next()
})

checked.get("/plans/:plan", (req, res, next) => {
  // ok: no-path-traversal
  fs.readFile(path.join(ROOT, `${req.params.plan}.json`), "utf8", (error, text) => (error ? next(error) : res.type("json").send(text)))
})

checked.get("/notes/:note", (req, res, next) => {
  // ruleid: no-path-traversal
  fs.readFile(path.join(ROOT, `${req.params.note}.json`), "utf8", (error, text) => (error ? next(error) : res.type("json").send(text)))
})

module.exports = checked
