const express = require("express")
const crypto = require("crypto")

const app = express()
app.use(express.json())

app.get("/bytes", (req, res) => {
  const size = parseInt(req.query.size, 10)
  // ruleid: no-size-by-client
  res.end(Buffer.alloc(size))
})

app.get("/kilobytes", (req, res) => {
  // ruleid: no-size-by-client
  res.end(Buffer.allocUnsafe(Number(req.query.size) * 1024))
})

app.get("/text", (req, res) => {
  // ruleid: no-size-by-client
  res.json({ text: "x".repeat(Number(req.query.count)) })
})

app.get("/padded", (req, res) => {
  // ruleid: no-size-by-client
  res.json({ text: String(req.query.name).padStart(req.query.width) })
})

app.get("/list", (req, res) => {
  // ruleid: no-size-by-client
  const list = new Array(Number(req.query.count)).fill(0)
  // ok: no-size-by-client
  const names = new Array(req.query.name)
  // ok: no-size-by-client
  const pair = new Array(req.query.a, req.query.b)
  // ruleid: no-size-by-client
  const numbers = Array.from({ length: +req.query.count }, (_, index) => index)
  res.json({ list, names, pair, numbers })
})

app.get("/random", (req, res) => {
  // ruleid: no-size-by-client
  res.end(crypto.randomBytes(~~req.params.count))
})

app.get("/typed", (req, res) => {
  // ruleid: no-size-by-client
  res.end(new Uint8Array(req.body.count))
})

app.get("/later", (req, res) => {
  // ruleid: no-size-by-client
  setTimeout(() => res.end(), Number(req.query.delay))
})

app.get("/fixed", (req, res) => {
  // ok: no-size-by-client
  setTimeout(() => res.end(req.query.text), 1000)
})

app.get("/least", (req, res) => {
  const size = Math.min(Number(req.query.size), 1024)
  // ok: no-size-by-client
  res.end(Buffer.alloc(size))
})

app.get("/refused", (req, res) => {
  const count = Number(req.query.count)
  if (!(count <= 100)) return res.sendStatus(400)
  // ok: no-size-by-client
  res.json({ text: "x".repeat(count) })
})

app.get("/length", (req, res) => {
  // ok: no-size-by-client
  res.json({ text: "*".repeat(req.query.text.length) })
})

app.get("/other", (req, res) => {
  // ok: no-size-by-client
  res.end(Buffer.from(req.query.text))
})

function sizeOf(text = "64k") {
  const [, digits, unit] = /^(\d{1,9})([km])?$/.exec(text) ?? []
  return digits === undefined ? null : Number(digits) * (unit === "m" ? 1048576 : 1024)
}

app.get("/fill", (req, res) => {
  const size = sizeOf(req.query.size)
  if (size === null || size < 1) return res.sendStatus(400)
  // ruleid: no-size-by-client
  res.end(Buffer.alloc(size))
})

function smallSizeOf(text) {
  const [, digits] = /^(\d{1,9})$/.exec(text) ?? []
  const size = Number(digits)
  return size <= 4096 ? size : null
}

app.get("/fill/some", (req, res) => {
  // ok: no-size-by-client
  res.end(Buffer.alloc(smallSizeOf(req.query.size) ?? 1))
})

app.get("/fill/digits", (req, res) => {
  const [, digits] = /^(\d{1,4})$/.exec(req.query.size) ?? []
  // ok: no-size-by-client
  res.end(Buffer.alloc(Number(digits)))
})

const later = ({ wait }, work) => {
  const milliseconds = Number(wait)
  if (!(milliseconds > 100)) throw new RangeError("wait")
  // ruleid: no-size-by-client
  setTimeout(work, milliseconds)
}

const soon = ({ wait }, work) => {
  const milliseconds = Number(wait)
  if (!(milliseconds > 100 && milliseconds < HOUR)) throw new RangeError("wait")
  // ok: no-size-by-client
  setTimeout(work, milliseconds)
}

app.post("/remind", (req, res) => {
  later(req.body, () => tell(req.body.text))
  soon(req.body, () => tell(req.body.text))
  res.end()
})
