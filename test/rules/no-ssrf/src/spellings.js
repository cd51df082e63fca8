import { BlockList, isIP } from "node:net"
import express from "express"

const app = express()
const inside = new BlockList()
inside.addSubnet("10.0.0.0", 8)

const isInternal = (host) => host === "localhost" || host.startsWith("10.") || host.endsWith(".lan")
const isPrivate = (host) => isIP(host) !== 0 && inside.check(host)

app.post("/ping", async (req, res) => {
  const target = new URL(req.body.address)
  if (isInternal(target.hostname)) return res.sendStatus(400)
  // ruleid: no-ssrf
  await fetch(target, { redirect: "manual" })
  res.end()
})

app.post("/knock", async (req, res) => {
  const target = new URL(req.body.address)
  if (isPrivate(target.hostname)) return res.sendStatus(400)
  // ok: no-ssrf
  await fetch(target, { redirect: "manual" })
  res.end()
})
