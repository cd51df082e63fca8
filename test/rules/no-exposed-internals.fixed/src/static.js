const os = require("node:os")
const path = require("node:path")
const express = require("express")
const serve = require("koa-static")
const serveStatic = require("serve-static")

const root = path.join(__dirname, "..")
const app = express()

// ruleid: no-exposed-internals
app.use(express.static(path.join(__dirname, "..")))
// ruleid: no-exposed-internals
app.use(express.static(__dirname + "/.."))
// ruleid: no-exposed-internals
app.use(serveStatic(root))
// ruleid: no-exposed-internals
app.use("/nm", express.static("./node_modules"))
// ruleid: no-exposed-internals
app.use("/nm", express.static(path.resolve(root, "node_modules")))
// ruleid: no-exposed-internals
app.use("/home", express.static(os.homedir()))
// ruleid: no-exposed-internals
app.use("/home", express.static(process.env.HOME))
// ruleid: no-exposed-internals
app.use("/disk", express.static("/"))
// ruleid: no-exposed-internals
app.use(serve("."))
// ruleid: no-exposed-internals
app.use(express.static("../"))
// ok: no-exposed-internals
app.use(express.static("../shared/public"))
// ok: no-exposed-internals
app.use("/bootstrap", express.static("node_modules/bootstrap/dist"))
// ok: no-exposed-internals
app.use(express.static(path.join(__dirname, "..", "public")))
// ok: no-exposed-internals
app.use(express.static(`${root}/dist`))
// ok: no-exposed-internals
app.use(express.static(process.env.ASSETS))

module.exports = {
  method: "GET",
  path: "/{file*}",
  // ruleid: no-exposed-internals
  handler: { directory: { path: ".", index: true } },
}
module.exports.assets = {
  // ok: no-exposed-internals
  handler: { directory: { path: "assets" } },
}

app.get("/debug", (req, res) => {
  // ruleid: no-exposed-internals
  res.json(process.env)
})
app.get("/about", (req, res) => {
  // ruleid: no-exposed-internals
  res.json({ env: process.env, uptime: process.uptime() })
  // ruleid: no-exposed-internals
  res.send(`<pre>${JSON.stringify(process.env, null, 2)}</pre>`)
})
app.get("/version", (req, res) => {
  // ok: no-exposed-internals
  res.json({ version: process.env.VERSION })
})

// ruleid: no-exposed-internals
require("node:inspector").open(9229, "127.0.0.1")
// ok: no-exposed-internals
require("node:inspector").open(9229, "127.0.0.1")
