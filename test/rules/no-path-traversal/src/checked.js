const assert = require("node:assert")
const fs = require("fs")
const path = require("path")
const express = require("express")

const app = express()
const root = path.resolve("public")

function assertInside(file) {
  if (!file.startsWith(root + path.sep)) throw new Error("outside")
}

function noteOutside(file) {
  if (!file.startsWith(root + path.sep)) console.warn("outside")
}

app.get("/asserted/:name", (req, res) => {
  const file = path.join(root, req.query.name)
  assert(file.startsWith(root + path.sep))
  // ok: no-path-traversal
  fs.createReadStream(file).pipe(res)
})

app.get("/thrown/:name", (req, res) => {
  const file = path.join(root, req.query.name)
  assertInside(file)
  // ok: no-path-traversal
  fs.createReadStream(file).pipe(res)
})

app.get("/noted/:name", (req, res) => {
  const file = path.join(root, req.query.name)
  noteOutside(file)
  // ruleid: no-path-traversal
  fs.createReadStream(file).pipe(res)
})

// Which of the functions is called, the sender decides; that they are ours, we do.
const ACTIONS = {
  show: (name) => {
    // ruleid: no-path-traversal
    return fs.readFileSync(path.join(root, name))
  },
  size: (name) => {
    // ok: no-path-traversal
    return fs.statSync(path.join(root, path.basename(name))).size
  },
}

app.get("/actions/:action", (req, res) => {
  res.end(String(ACTIONS[req.params.action](req.query.name)))
})

class Texts {
  read(name) {
    // ruleid: no-path-traversal
    return fs.readFileSync(path.join(root, name), "utf8")
  }
}

class Readers {
  constructor() {
    this.readers = new Map()
    this.readers.set("text", new Texts())
  }
  read(kind, name) {
    return this.readers.get(kind).read(name)
  }
}

const readers = new Readers()
app.get("/read/:kind", (req, res) => res.end(readers.read(req.params.kind, req.query.name)))
