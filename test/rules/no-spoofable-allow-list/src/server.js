const express = require("express")
const Host = require("./host")
const { allowedIPs } = require("./config")

const app = express()
const host = new Host(allowedIPs)

const restrictAccessByIP = (req, res, next) => {
  const clientIP = req.headers["x-forwarded-for"] || req.socket.remoteAddress || req.ip
  // ruleid: no-spoofable-allow-list
  if (allowedIPs.includes(clientIP)) {
    next()
  } else {
    res.status(403).json({ error: "Forbidden" })
  }
}

app.use(restrictAccessByIP)

app.get("/rooms", (req, res) => {
  // ruleid: no-spoofable-allow-list
  if (!host.isAuthorizedIP(host.getIP(req))) return res.sendStatus(401)
  res.json([])
})

app.get("/rooms/trusted", (req, res) => {
  // ok: no-spoofable-allow-list
  if (!host.isAuthorizedIP(host.getTrustedIP(req))) return res.sendStatus(401)
  res.json([])
})

app.get("/metrics", (req, res) => {
  let ip = req.headers["x-real-ip"] || req.socket.remoteAddress
  if (ip.startsWith("::ffff:")) ip = ip.substr(7)
  // ruleid: no-spoofable-allow-list
  const isInside = ip.startsWith("10.") || ip === process.env.MONITOR
  if (!isInside) return res.sendStatus(403)
  res.json({})
})

app.get("/weather", (req, res) => {
  let ip = req.headers["x-forwarded-for"] || req.socket.remoteAddress
  // ok: no-spoofable-allow-list
  if (ip === "127.0.0.1") ip = "203.0.113.1"
  res.json(weatherAt(ip))
})

app.post("/login", (req, res) => {
  const ip = req.headers["x-forwarded-for"] || req.socket.remoteAddress
  // ok: no-spoofable-allow-list
  if (bannedIps.includes(ip)) return res.sendStatus(403)
  // ok: no-spoofable-allow-list
  if (!visitorIps.has(ip)) visitorIps.add(ip)
  // ok: no-spoofable-allow-list
  if (!allowedIPs.includes(req.ip)) return res.sendStatus(403)
  // ok: no-spoofable-allow-list
  if (!allowedIPs.includes(req.headers["x-forwarded-for"].split(",").at(-1).trim())) return res.sendStatus(403)
  res.json({})
})

module.exports = { app }
