// @ts-nocheck fixture
import express from "express"
import fs from "node:fs"

const app = express()
const ERROR_LOG = "/var/log/shop/errors.log"

app.get("/carts/:id", (req, res) => {
  // ok: no-blocking-call-in-handler
  if (req.params.id === "0") fs.appendFileSync(ERROR_LOG, "no cart 0\n")
  // ruleid: no-blocking-call-in-handler
  res.send(fs.readFileSync(ERROR_LOG))
})
