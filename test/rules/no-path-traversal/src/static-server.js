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
