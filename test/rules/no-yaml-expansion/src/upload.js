const vm = require("vm")
const express = require("express")
const multer = require("multer")
const jsYaml = require("js-yaml")
const yaml = require("yaml")

const app = express()
const upload = multer({ storage: multer.memoryStorage(), limits: { fileSize: 100_000 } })

app.post("/convert", upload.single("file"), (req, res) => {
  const document = jsYaml.load(req.file.buffer.toString())
  // ruleid: no-yaml-expansion
  res.send(JSON.stringify(document))
})

app.post("/preview", upload.single("file"), (req, res) => {
  // ruleid: no-yaml-expansion
  res.json(jsYaml.load(req.file.buffer.toString("utf8")))
})

app.post("/convert-with-timeout", upload.single("file"), ({ file }, res) => {
  const sandbox = { jsYaml, data: file.buffer.toString() }
  vm.createContext(sandbox)
  // ruleid: no-yaml-expansion
  res.send(vm.runInContext("JSON.stringify(jsYaml.load(data))", sandbox, { timeout: 2000 }))
})

app.post("/convert-limited", upload.single("file"), (req, res) => {
  // ok: no-yaml-expansion
  res.send(JSON.stringify(yaml.parse(req.file.buffer.toString())))
})

app.post("/name", upload.single("file"), (req, res) => {
  const { name } = jsYaml.load(req.file.buffer.toString())
  // ok: no-yaml-expansion
  res.json({ name: String(name) })
})

app.post("/echo", (req, res) => {
  // ok: no-yaml-expansion
  res.json(req.body.document)
})
