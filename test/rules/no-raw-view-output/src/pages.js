const express = require("express")
const escapeHtml = require("escape-html")

const app = express()

app.get("/search", (req, res) => {
  // ruleid: no-raw-view-output
  res.render("search", { term: req.query.term })
})

app.get("/search-nested", (req, res) => {
  output = { results: [], term: req.query.term }
  // ruleid: no-raw-view-output
  res.render("nested", { output: output })
})

app.get("/search-safe", (req, res) => {
  // ok: no-raw-view-output
  res.render("search", { term: escapeHtml(req.query.term) })
})

app.get("/search-other", (req, res) => {
  // ok: no-raw-view-output
  res.render("search", { page: req.query.page })
})

app.get("/profile", (req, res) => {
  // ruleid: no-raw-view-output
  res.render("profile.pug", { name: req.query.name, about: req.query.about })
})

app.get("/greeting", (req, res) => {
  // ruleid: no-raw-view-output
  res.render("greeting", { name: req.query.name })
})

app.get("/greeting-safe", (req, res) => {
  // ok: no-raw-view-output
  res.render("greeting", { title: req.query.title })
})

app.get("/news", (req, res) => {
  // ruleid: no-raw-view-output
  res.render("news", { text: req.query.text, head: req.query.head })
})

app.get("/list", (req, res) => {
  // ruleid: no-raw-view-output
  res.render("list", { note: req.query.note })
})
