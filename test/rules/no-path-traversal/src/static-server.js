const fs = require("fs")
const http = require("http")
const path = require("path")
const url = require("url")

const root = path.resolve("public")

http
  .createServer(function (req, res) {
    const file = path.join(root, url.parse(req.url).pathname)
    // ruleid: no-path-traversal
    fs.createReadStream(file).pipe(res)
  })
  .listen(3000)

http
  .createServer((request, response) => {
    const file = path.join(root, decodeURIComponent(request.url))
    if (file.indexOf(root) !== 0) return response.writeHead(403).end()
    // ok: no-path-traversal
    fs.readFile(file, (error, data) => response.end(data))
  })
  .listen(3001)

http
  .createServer((req, res) => {
    if (req.url.indexOf("..") !== -1) return res.writeHead(400).end()
    // ok: no-path-traversal
    fs.readFile(root + req.url, (error, data) => res.end(data))
  })
  .listen(3002)

const isPathInside = require("path-is-inside")

// A condition with a name, and one of two ways to be allowed.
http
  .createServer((req, res) => {
    const file = path.join(root, decodeURIComponent(url.parse(req.url).pathname))
    const isRoot = file === root
    if (!isRoot && !isPathInside(file, root)) return res.writeHead(403).end()
    // ok: no-path-traversal
    fs.createReadStream(file).pipe(res)
  })
  .listen(3003)

http
  .createServer((req, res) => {
    const file = path.format(path.parse(path.join(root, url.parse(req.url).pathname)))
    const isShown = req.headers["x-shown"] === "yes"
    if (!isShown && !isPathInside(file, root)) return res.writeHead(403).end()
    // ruleid: no-path-traversal
    fs.createReadStream(file).pipe(res)
  })
  .listen(3004)

// The branch that takes the name as it came has looked at it.
http
  .createServer((req, res) => {
    let file = path.join(root, "index.html")
    if (req.url !== "/") {
      file = path.join(root, req.url)
      if (!isPathInside(file, root)) return res.writeHead(403).end()
    }
    // ok: no-path-traversal
    fs.createReadStream(file).pipe(res)
  })
  .listen(3005)

// Small routers hand on the path beside the request and the answer.
exports.router = {
  "/`path...`": (request, response, details) => {
    // ruleid: no-path-traversal
    fs.stat(`${root}/${details.path}`, (error, info) => response.end(String(info?.size)))
  },
  "/checked/`path...`": (request, response, details) => {
    const file = `${root}/${details.path}`
    if (~path.relative(root, file).indexOf("..")) return response.writeHead(403).end()
    // ok: no-path-traversal
    fs.stat(file, (error, info) => response.end(String(info?.size)))
  },
}

const { parse } = url
const asynchronous = require("mz/fs")

exports.read = async (req, res) => {
  const { pathname } = parse(req.url)
  // ruleid: no-path-traversal
  res.end(await asynchronous.readFile(path.join(root, pathname)))
}

const send = require("send")

exports.router.send = async (req, res, params) => {
  // ruleid: no-path-traversal
  send(req, path.join(root, ...(params.path || []))).pipe(res)
  // ok: no-path-traversal
  send(req, params.path.join("/"), { root }).pipe(res)
}

exports.serve = function (pathname, req, res) {
  // ruleid: no-path-traversal
  fs.createReadStream(root + unescape(pathname)).pipe(res)
}

// The beginning of the path, cut out and compared.
http
  .createServer((req, res) => {
    const file = path.join(root, decodeURIComponent(req.url))
    if (file.slice(0, root.length + 1) !== root + path.sep) return res.writeHead(403).end()
    // ok: no-path-traversal
    fs.createReadStream(file).pipe(res)
  })
  .listen(3006)

http
  .createServer((req, res) => {
    const file = root + decodeURIComponent(req.url)
    if (file.substring(0, root.length) !== root) return res.writeHead(403).end()
    // ruleid: no-path-traversal
    fs.createReadStream(file).pipe(res)
  })
  .listen(3007)

http
  .createServer((req, res) => {
    const file = path.join(root, decodeURIComponent(req.url))
    if (file.slice(-4) !== ".css") return res.writeHead(403).end()
    // ruleid: no-path-traversal
    fs.createReadStream(file).pipe(res)
  })
  .listen(3008)
