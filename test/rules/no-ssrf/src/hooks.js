// @ts-nocheck fixture
const express = require("express")
const fastify = require("fastify")()

const app = express()
const SOURCES = [/^https:\/\/(?:img|cdn)\.example\.com\//, /^https:\/\/assets\.example\.org\//]

async function checkSource(request, reply) {
  const { src } = request.query
  if (!SOURCES.some((pattern) => pattern.test(src))) return reply.code(403).send({ error: "source" })
}

fastify.get("/image", { preHandler: checkSource }, async (request) => {
  // ok: no-ssrf
  const answer = await fetch(request.query.src)
  // ruleid: no-ssrf
  await fetch(request.query.report)
  return answer.text()
})

function checkTarget(req, res, next) {
  const { target } = req.query
  if (req.query.preview) return next()
  if (!/^https:\/\/img\.example\.com\//.test(target)) return res.sendStatus(403)
  next()
}

app.get("/target", checkTarget, (req, res, next) => {
  // ruleid: no-ssrf
  fetch(req.query.target).then((answer) => res.sendStatus(answer.status), next)
})

function load(req, res, next) {
  // ruleid: no-ssrf
  fetch(req.query.page).then((answer) => res.sendStatus(answer.status), next)
}

function checkPage(req, res, next) {
  if (!/^https:\/\/img\.example\.com\//.test(req.query.page)) return res.sendStatus(403)
  next()
}

app.get("/page", checkPage, load)
app.get("/page/any", load)

const isRegion = (value) => value.length >= 2 && value.length <= 100

app.get("/region", (req, res, next) => {
  const { region } = req.query
  if (!isRegion(region)) return res.sendStatus(400)
  // ruleid: no-ssrf
  fetch(`https://${region}.status.example.net/`).then((answer) => res.sendStatus(answer.status), next)
})
