// @ts-nocheck fixture
import fs from "node:fs"
import { execSync } from "node:child_process"
import { pbkdf2Sync, createHash } from "node:crypto"
import { gzipSync } from "node:zlib"
import bcrypt from "bcrypt"
import express from "express"
import { render } from "./render.js"

const app = express()
// ok: no-blocking-call-in-handler
const template = fs.readFileSync("templates/receipt.html", "utf8")
let terms

app.post("/login", async (req, res) => {
  // ruleid: no-blocking-call-in-handler
  const right = await bcrypt.compare(req.body.password, req.user.hash)
  // ruleid: no-blocking-call-in-handler
  const hash = await bcrypt.hash(req.body.password, 12)
  res.json({ right, hash })
})

app.get("/report", async (req, res) => {
  // ruleid: no-blocking-call-in-handler
  const report = await fs.promises.readFile("reports/today.json", "utf8")
  // ruleid: no-blocking-call-in-handler
  const packed = gzipSync(report)
  res.send(packed)
})

app.get("/version", (req, res) => {
  // ruleid: no-blocking-call-in-handler
  res.send(execSync("git rev-parse HEAD"))
})

app.post("/keys", (req, res) => {
  // ruleid: no-blocking-call-in-handler
  res.send(pbkdf2Sync(req.body.password, "salt", 100_000, 32, "sha256"))
})

app.get("/receipt", async (req, res) => {
  res.send(render(req.query.id))
})

app.get("/fine", async (req, res) => {
  // ok: no-blocking-call-in-handler
  if (!fs.existsSync("reports/today.json")) return res.status(404).end()
  // ok: no-blocking-call-in-handler
  terms ??= fs.readFileSync("terms.md", "utf8")
  // ok: no-blocking-call-in-handler
  const right = await bcrypt.compare(req.body.password, req.user.hash)
  // ok: no-blocking-call-in-handler
  const report = await fs.promises.readFile("reports/today.json")
  // ok: no-blocking-call-in-handler
  const hash = createHash("sha256").update(report).digest("hex")
  res.json({ right, hash, terms, template })
})

// Runs from the command line.
export function seed() {
  // ok: no-blocking-call-in-handler
  return bcrypt.hashSync("first password", 12)
}
