// @ts-nocheck fixture
import { BlockList } from "node:net"
import express from "express"

const app = express()
const office = new BlockList()
const allowedIps = ["203.0.113.7"]

app.use("/internal", (req, res, next) => {
  // ruleid: no-spoofable-allow-list
  if (req.headers["x-forwarded-for"] === "127.0.0.1") return next()
  // ruleid: no-spoofable-allow-list
  if (allowedIps.includes(req.headers["x-real-ip"])) return next()
  // ok: no-spoofable-allow-list
  if (allowedIps.includes(req.ip)) return next()
  res.sendStatus(403)
})

function callerAddress(req) {
  const forwarded = req.get("x-forwarded-for")?.split(",")[0]?.trim()
  return (forwarded || req.socket.remoteAddress || "").replace(/^::ffff:/, "")
}

function lastHop(req) {
  return req.get("x-forwarded-for")?.split(",").at(-1)?.trim() ?? req.socket.remoteAddress
}

export function officeOnly(req, res, next) {
  // ruleid: no-spoofable-allow-list
  if (office.check(callerAddress(req))) return next()
  const [ip] = (req.headers["x-forwarded-for"] ?? req.ip).split(",")
  // ruleid: no-spoofable-allow-list
  if (!allowedIps.includes(ip)) return res.sendStatus(403)
  // ok: no-spoofable-allow-list
  if (!allowedIps.includes(req.ip)) return res.sendStatus(403)
  // ok: no-spoofable-allow-list
  if (office.check(lastHop(req))) return next()
  // ok: no-spoofable-allow-list
  if (seen.has(callerAddress(req))) return next()
}
