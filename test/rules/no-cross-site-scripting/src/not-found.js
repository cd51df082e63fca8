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

http.createServer((req, res) => {
  const folder = decodeURIComponent(req.url)
  let label = folder.slice(1)
  if (folder.includes('"')) throw new Error("not a name of a folder")
  label = label.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;")
  res.setHeader("Content-Type", "text/html")
  // ok: no-cross-site-scripting
  res.write('<a href="/up' + folder + '"><b>' + label + "</b></a>")
  // ruleid: no-cross-site-scripting
  res.write("<p>" + folder + "</p>")
  res.end()
})
