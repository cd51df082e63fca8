const http = require("http")
const url = require("url")

http
  .createServer((req, res) => {
    const { pathname } = url.parse(req.url)
    if (pathname.endsWith("/")) return res.end("the folder")
    res.statusCode = 301
    // ruleid: no-open-redirect
    res.setHeader("location", pathname + "/")
    res.end()
  })
  .listen(3000)

http
  .createServer((req, res) => {
    const { pathname } = new URL(req.url, "http://localhost")
    res.statusCode = 301
    // ok: no-open-redirect
    res.setHeader("location", pathname + "/")
    res.end()
  })
  .listen(3001)
