// @ts-nocheck fixture
const express = require("express")
const fs = require("fs")
const path = require("path")

const app = express()

app.get("/docs", (req, res) => {
  if (path.extname(req.query.file) !== ".md") return res.sendStatus(400)
  // ruleid: no-path-traversal
  fs.createReadStream("/docs/" + req.query.file).pipe(res)
})

app.get("/pages", (req, res) => {
  const { page } = req.query
  const parts = page.split(".")
  if (parts[parts.length - 1] !== "md") return res.sendStatus(400)
  // ruleid: no-path-traversal
  fs.createReadStream("/pages/" + page).pipe(res)
})

app.get("/notes", (req, res) => {
  if (req.query.note !== "today") return res.sendStatus(400)
  // ok: no-path-traversal
  fs.createReadStream("/notes/" + req.query.note).pipe(res)
})
