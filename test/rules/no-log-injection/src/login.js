const express = require("express")

const app = express()

app.post("/login", (req, res) => {
  // ruleid: no-log-injection
  console.log(`login of ${req.body.name} failed`)
  // ruleid: no-log-injection
  console.warn("login of " + req.body.name)
  // ruleid: no-log-injection
  console.error("login failed for", req.body.name)
  // ok: no-log-injection
  console.log("login failed", { name: req.body.name })
  // ok: no-log-injection
  console.log(`login of ${JSON.stringify(req.body.name)}`)
  // ok: no-log-injection
  console.log(`login from ${req.path}`)
  // ok: no-log-injection
  console.log(`page ${Number(req.query.page)}`)
  res.sendStatus(401)
})
