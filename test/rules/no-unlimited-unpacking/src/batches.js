// @ts-nocheck fixture
import express from "express"
import pako from "pako"
import { WebSocketServer } from "ws"
import { promisify } from "node:util"
import zlib, { gunzip, gunzipSync } from "node:zlib"

const app = express()
app.use(express.raw({ limit: "64kb" }))
const unpack = promisify(gunzip)
const LIMIT = { maxOutputLength: 1_000_000 }

app.post("/batches", async (req, res, next) => {
  try {
    // ruleid: no-unlimited-unpacking
    const rows = JSON.parse(await unpack(req.body))
    // ok: no-unlimited-unpacking
    const few = JSON.parse(await unpack(req.body, { maxOutputLength: 100_000 }))
    // ok: no-unlimited-unpacking
    const others = JSON.parse(gunzipSync(req.body, LIMIT))
    res.json({ rows: rows.length, few: few.length, others: others.length })
  } catch (error) {
    next(error)
  }
})

app.post("/old", (req, res) => {
  // ruleid: no-unlimited-unpacking
  res.send(pako.ungzip(req.body, { to: "string" }))
})

new WebSocketServer({ port: 8080, maxPayload: 65_536 }).on("connection", (peer) => {
  peer.on("message", (message) => {
    // ruleid: no-unlimited-unpacking
    zlib.brotliDecompress(message, (error, text) => {
      if (!error) peer.send(String(text.length))
    })
  })
})

export function readOwn(file) {
  // ok: no-unlimited-unpacking
  return gunzipSync(file)
}
