// @ts-nocheck fixture
import { createWriteStream } from "node:fs"
import path from "node:path"
import busboy from "busboy"
import express from "express"

const app = express()
const root = path.resolve("sites")

app.post("/site", (req) => {
  const parser = busboy({ headers: req.headers, preservePath: true })
  parser.on("file", (field, stream, info) => {
    // ruleid: no-path-traversal
    stream.pipe(createWriteStream(path.join(root, info.filename)))
    const target = path.resolve(root, info.filename)
    if (!target.startsWith(root + path.sep)) return stream.resume()
    // ok: no-path-traversal
    stream.pipe(createWriteStream(target))
  })
  req.pipe(parser)
})
