// @ts-nocheck fixture
const express = require("express")

const app = express()
const open = ["/api/v1/ping", "/api/v1/ip"]
const anchored = [/^\/ping$/]

app.use((req, res, next) => {
  // ruleid: no-bypassable-path-check
  if (open.some((each) => new RegExp(each, "i").test(req.url))) next()
  else if (!req.get("authorization")) res.sendStatus(401)
  else next()
})

app.use((req, res, next) => {
  // ok: no-bypassable-path-check
  if (anchored.some((each) => each.test(req.url))) next()
  else if (!req.get("authorization")) res.sendStatus(401)
  else next()
})

class Auth {
  constructor() {
    this.ignored = [/\/api\/items\/[^/]+\/cover/, /\/api\/authors\/[^/]+\/image/]
  }

  authNotNeeded(req) {
    // ruleid: no-bypassable-path-check
    return req.method === "GET" && this.ignored.some((pattern) => pattern.test(req.originalUrl))
  }

  isCounted(req) {
    // ok: no-bypassable-path-check
    return this.ignored.some((pattern) => pattern.test(req.originalUrl))
  }
}

module.exports = { app, Auth }

const EXEMPT = /\/hooks\//
const EXEMPT_START = /^\/hooks\//

app.use((req, res, next) => {
  // ruleid: no-bypassable-path-check
  if (req.method === "GET" || EXEMPT.test(req.originalUrl)) return next()
  if (req.get("x-csrf-token") !== req.session.csrf) return res.status(403).end()
  next()
})

app.use((req, res, next) => {
  // ok: no-bypassable-path-check
  if (req.method === "GET" || EXEMPT_START.test(req.path)) return next()
  if (req.get("x-csrf-token") !== req.session.csrf) return res.status(403).end()
  next()
})
