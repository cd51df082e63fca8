const koa = require("koa")
const http = require("http")
const path = require("path")
const isPathInside = require("path-is-inside")

const app = koa()

app.use(function* () {
  const file = path.join(process.cwd(), this.request.url)
  if (!isPathInside(file, process.cwd())) return
  // ruleid: no-open-redirect
  this.redirect(this.request.url + "/")
})

app.use(function* () {
  const query = this.querystring ? "?" + this.querystring : ""
  // ruleid: no-open-redirect
  this.redirect(this.request.url + "/" + query)
})

app.use(function* () {
  // ok: no-open-redirect
  this.redirect("/app" + this.request.url + "?" + this.querystring)
})

app.use(function* () {
  // ok: no-open-redirect
  this.redirect(this.request.origin + this.request.url + "/")
})

http.createServer((req, res) => {
  // ruleid: no-open-redirect
  res.setHeader("Location", req.url + "/")
  res.end()
})

http.createServer((req, res) => {
  // ok: no-open-redirect
  res.setHeader("Location", "https://shop.example" + req.url)
  res.end()
})

http.createServer((req, res) => {
  const [address] = req.url.split("?")
  // ruleid: no-open-redirect
  res.writeHead(301, { Location: `${address}/` }).end()
})

http.createServer((req, res) => {
  const [address] = req.url.split("?")
  // ok: no-open-redirect
  res.writeHead(301, { Location: `/${address.replace(/^[/\\]+/, "")}/` }).end()
})

http.createServer((req, res) => {
  const address = req.url.replace(/^\/+/, "/")
  // ok: no-open-redirect
  res.writeHead(301, { Location: `${address}/` }).end()
})

require("express")().use((req, res, next) => {
  if (req.path.length > 1 && req.path.slice(-1) === "/") {
    const query = req.url.slice(req.path.length)
    // ruleid: no-open-redirect
    return res.redirect(301, req.path.slice(0, -1) + query)
  }
  // ok: no-open-redirect
  if (req.path.endsWith(".html")) return res.redirect(301, "/pages" + req.path)
  // ok: no-open-redirect
  if (req.path.endsWith("//")) return res.redirect(301, req.path.replace(/^\/+/, "/"))
  next()
})

const documents = require("express")()
documents.get("/docs/", (req, res) => {
  // ok: no-open-redirect
  res.redirect(301, req.path.slice(0, -1))
})
