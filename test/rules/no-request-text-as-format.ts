// @ts-nocheck fixture
import express from "express"
import { format } from "node:util"

const app = express()

app.use((req, res, next) => {
  const line = `${req.method} ${decodeURIComponent(req.url)}`
  // ruleid: no-request-text-as-format
  process.stdout.write(format(line + " by %s after %d ms\n", req.ip, took(req)))
  // ok: no-request-text-as-format
  process.stdout.write(format("%s by %s after %d ms\n", line, req.ip, took(req)))
  next()
})

app.post("/session", (req, res) => {
  // ruleid: no-request-text-as-format
  console.log(`sign-in of ${req.body.name} from %s`, req.ip)
  // ok: no-request-text-as-format
  console.log("sign-in of %s from %s", req.body.name, req.ip)
  // ok: no-request-text-as-format
  console.error(`no account of ${req.body.name}`, failure)
  // ok: no-request-text-as-format
  console.log(`${req.body.name} has 100%`)
  res.end()
})
