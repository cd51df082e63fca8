const http = require("http")

http.createServer((req, res) => {
  const name = decodeURIComponent(req.url)
  res.writeHead(404, { "Content-Type": "text/html" })
  // ruleid: no-cross-site-scripting
  res.end("<h1>Not found: " + name + "</h1>")
})

http.createServer((req, res) => {
  res.writeHead(404, { "Content-Type": "text/html" })
  // ok: no-cross-site-scripting
  res.end("<h1>Not found: " + req.url + "</h1>")
})
