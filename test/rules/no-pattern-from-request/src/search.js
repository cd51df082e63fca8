const express = require("express")
const fastify = require("fastify")()
const _ = require("lodash")

const app = express()

app.get("/search", async (req, res) => {
  // ruleid: no-pattern-from-request
  const pattern = new RegExp(req.query.q, "i")
  res.json(names.filter((name) => pattern.test(name)))
})

app.get("/search-escaped", async (req, res) => {
  // ok: no-pattern-from-request
  const pattern = new RegExp(_.escapeRegExp(req.query.q), "i")
  res.json(names.filter((name) => pattern.test(name)))
})

const escapeText = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")

app.get("/search-own", async (req, res) => {
  // ok: no-pattern-from-request
  const pattern = new RegExp(`^${escapeText(req.query.q)}`, "i")
  res.json(names.filter((name) => pattern.test(name)))
})

app.get("/search-page", async (req, res) => {
  // ok: no-pattern-from-request
  const pattern = new RegExp(`^page-${Number(req.query.page)}$`)
  res.json(names.filter((name) => pattern.test(name)))
})

fastify.get("/search", async (request) => {
  // ruleid: no-pattern-from-request
  return names.filter((name) => new RegExp(`^${request.query.q}`).test(name))
})
