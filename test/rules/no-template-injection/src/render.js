const ejs = require("ejs")
const express = require("express")
const Handlebars = require("handlebars")
const _ = require("lodash")
const Mustache = require("mustache")
const nunjucks = require("nunjucks")
const pug = require("pug")

const app = express()

app.post("/preview", (req, res) => {
  // ruleid: no-template-injection
  res.json({ html: ejs.render(req.body.template, { user: req.user }) })
})

app.post("/pug", (req, res) => {
  // ruleid: no-template-injection
  const render = pug.compile(`h1 Hello\np ${req.body.text}`)
  res.json({ html: render() })
})

app.post("/nunjucks", (req, res) => {
  // ruleid: no-template-injection
  res.json({ html: nunjucks.renderString(req.body.template, {}) })
})

app.post("/handlebars", (req, res) => {
  // ruleid: no-template-injection
  const template = Handlebars.compile(req.body.template)
  res.json({ html: template({}) })
})

app.post("/lodash", (req, res) => {
  // ruleid: no-template-injection
  res.json({ html: _.template(req.body.template)({}) })
})

app.post("/mustache", (req, res) => {
  // ruleid: no-template-injection
  res.json({ html: Mustache.render(req.body.template, {}) })
})

app.post("/values", (req, res) => {
  // ok: no-template-injection
  res.json({ html: ejs.render("<p><%= text %></p>", { text: req.body.text }) })
})

app.get("/page", (req, res) => {
  // ruleid: no-template-injection
  res.render(req.query.page)
})

const PAGES = new Set(["home", "about"])
app.get("/known-page", (req, res) => {
  if (!PAGES.has(req.query.page)) return res.sendStatus(404)
  // ok: no-template-injection
  res.render(req.query.page)
})

// A part of the path holds slashes where the client encodes them: `/page/..%2Fadmin%2Fusers`.
app.get("/page/:name", (req, res) => {
  // ruleid: no-template-injection
  res.render(`pages/${req.params.name}`)
})

app.get("/numbered-page/:name(\\d+)", (req, res) => {
  // ok: no-template-injection
  res.render(`pages/${req.params.name}`)
})

const VIEWS = new Map([["start", "pages/start"]])
app.get("/mapped-page/:name", (req, res) => {
  // ok: no-template-injection
  res.render(VIEWS.get(req.params.name) ?? "pages/start")
})

app.post("/result", (req, res) => {
  // ruleid: no-template-injection
  res.render("result", { ...req.body })
})

app.post("/result-fields", (req, res) => {
  // ok: no-template-injection
  res.render("result", { title: req.body.title })
})

// A check of one field says nothing about the others, one of the whole is for all of them.
app.post("/account", (req, res) => {
  const profile = req.body
  if (!validator.isEmail(profile.email)) return res.status(400).end()
  // ruleid: no-template-injection
  res.render("account", profile)
})

app.post("/account/checked", (req, res) => {
  const profile = req.body
  if (!isValidProfile(profile)) return res.status(400).end()
  // ok: no-template-injection
  res.render(profile.page)
})
