// @ts-nocheck fixture
import fs, { createReadStream } from "node:fs"
import { pipeline } from "node:stream"
import zlib from "node:zlib"
import express from "express"

const app = express()

app.get("/files/:id", (req, res) => {
  // ruleid: require-stream-error-handler
  fs.createReadStream(`files/${Number(req.params.id)}.pdf`).pipe(res)
})

app.get("/archive", (req, res) => {
  const file = createReadStream("archive.tar")
  res.setHeader("content-encoding", "gzip")
  // ruleid: require-stream-error-handler
  file.pipe(zlib.createGzip()).pipe(res)
})

app.get("/fine", (req, res, next) => {
  const file = createReadStream("archive.tar")
  file.on("error", next)
  // ok: require-stream-error-handler
  file.pipe(res)
})

app.get("/better", (req, res, next) => {
  // ok: require-stream-error-handler
  pipeline(createReadStream("archive.tar"), res, (error) => error && next(error))
})

app.get("/when-open", (req, res, next) => {
  const file = createReadStream("archive.tar")
  file.once("open", () => {
    res.type("application/x-tar")
    // ok: require-stream-error-handler
    file.pipe(res)
  })
  file.once("error", next)
})

app.get("/when-open-only", (req, res) => {
  const file = createReadStream("archive.tar")
  file.once("open", () => {
    // ruleid: require-stream-error-handler
    file.pipe(res)
  })
})
