const { execFile } = require("node:child_process")
const path = require("node:path")
const express = require("express")

const app = express()
const PICTURES = path.resolve(__dirname, "../pictures")

app.get("/small/:name", (req, res) => {
  const input = path.join(PICTURES, path.basename(req.params.name))
  // ok: no-argument-injection
  execFile("git", ["add", input], () => res.end())
})

app.get("/here/:name", (req, res) => {
  const input = path.join(".", req.params.name)
  // ruleid: no-argument-injection
  execFile("git", ["clone", input], () => res.end())
})
