// @ts-nocheck fixture
import { randomUUID } from "node:crypto"
import { createWriteStream } from "node:fs"
import { rename } from "node:fs/promises"
import path from "node:path"
import busboy from "busboy"
import express from "express"
import Fastify from "fastify"
import formidable from "formidable"
import multer, { diskStorage } from "multer"

const app = express()
const root = path.resolve("uploads")
const ALBUMS = new Set(["2024", "2025"])

export const chosen = multer({
  storage: multer.diskStorage({
    destination: (req, file, callback) => {
      // ruleid: no-path-traversal
      callback(null, path.join(root, req.body.album))
    },
    // ok: no-path-traversal
    filename: (req, file, callback) => callback(null, `${randomUUID()}-${file.originalname}`),
  }),
})

export const checked = multer({
  storage: diskStorage({
    destination(req, file, callback) {
      if (!ALBUMS.has(req.body.album)) return callback(new Error("unknown album"), req.body.album)
      // ok: no-path-traversal
      return callback(null, path.join(root, req.body.album))
    },
    filename(req, file, callback) {
      // ruleid: no-path-traversal
      callback(null, `${req.query.prefix}-${randomUUID()}`)
    },
  }),
})

app.post("/bundle", (req) => {
  const parser = busboy({ headers: req.headers })
  parser.on("file", (field, stream, info) => {
    // ok: no-path-traversal
    stream.pipe(createWriteStream(path.join(root, info.filename)))
  })
  parser.on("field", (name, value) => {
    // ruleid: no-path-traversal
    createWriteStream(path.join(root, name)).end(value)
  })
  req.pipe(parser)
})

app.post("/scans", async (req, res) => {
  const form = formidable({ uploadDir: root })
  const [fields, files] = await form.parse(req)
  for (const file of files.scan ?? []) {
    // ruleid: no-path-traversal
    await rename(file.filepath, path.join(root, file.originalFilename))
    // ok: no-path-traversal
    await rename(file.filepath, path.join(root, file.newFilename))
    // ruleid: no-path-traversal
    await rename(file.filepath, path.join(root, String(fields.folder), file.newFilename))
  }
  res.sendStatus(204)
})

app.post("/called-back", (req, res) => {
  new formidable.IncomingForm().parse(req, (error, fields, files) => {
    // ruleid: no-path-traversal
    rename(files.scan.filepath, path.join(root, files.scan.originalFilename)).then(() => res.end())
    // ok: no-path-traversal
    rename(files.scan.filepath, path.join(root, path.basename(files.scan.originalFilename))).then(() => res.end())
  })
})

const fastify = Fastify()
fastify.post("/media", async (request) => {
  const data = await request.file()
  // ok: no-path-traversal
  data.file.pipe(createWriteStream(path.join(root, data.filename)))
  // ruleid: no-path-traversal
  data.file.pipe(createWriteStream(path.join(root, data.fields.folder.value, "cover")))
})

fastify.post("/parts", async (request) => {
  for await (const part of request.parts()) {
    if (part.type === "file") continue
    // ruleid: no-path-traversal
    createWriteStream(path.join(root, part.value)).end()
  }
})

const upload = multer({ storage: multer.memoryStorage() })
app.post("/avatars", upload.single("avatar"), (req, res) => {
  // The parser of the form has taken the folders out of the name.
  // ok: no-path-traversal
  createWriteStream(path.join(root, req.file.originalname)).end(req.file.buffer)
  // ruleid: no-path-traversal
  createWriteStream(path.join(root, req.body.album, req.file.originalname)).end(req.file.buffer)
  res.end()
})
