const fs = require("fs")
const path = require("path")
const url = require("url")

const root = path.resolve("public")

const withoutParents = (address) => {
  let name = decodeURIComponent(address)
  while (name.indexOf("..") >= 0) name = name.replace("..", "")
  return name
}

exports.serveFolder = function (settings, folder, req, res, log, next) {
  const file = folder + url.parse(req.url).pathname
  log(file)
  // ruleid: no-path-traversal
  fs.stat(file, (error) => (error ? next(error) : res.end()))
}

exports.serveOnce = function (folder, req, res) {
  // ruleid: no-path-traversal
  fs.readFile(folder + req.url.replace(/\.\.\//, ""), (error, data) => res.end(data))
}

exports.serveInside = function (folder, req, res) {
  // ok: no-path-traversal
  fs.readFile(folder + path.normalize(req.url).replace(/^(\.\.[/\\])+/, ""), (error, data) => res.end(data))
}

exports.serveCleaned = function (folder, req, res) {
  // ok: no-path-traversal
  fs.readFile(folder + withoutParents(req.url), (error, data) => res.end(data))
}

exports.serveTested = function (req, res) {
  const name = url.parse(req.url).pathname
  if (/(?:^|[\\/])\.\.(?:[\\/]|$)/.test(name)) return res.writeHead(400).end()
  // ok: no-path-traversal
  fs.readFile(root + name, (error, data) => res.end(data))
}

exports.serveSearched = function (req, res) {
  const name = url.parse(req.url).pathname
  if (name.search(/\.\./) !== -1) return res.writeHead(400).end()
  // ok: no-path-traversal
  fs.readFile(root + name, (error, data) => res.end(data))
}

exports.serveRelative = function (req, res) {
  const file = path.join(root, url.parse(req.url).pathname)
  if (path.relative(root, file).startsWith(".." + path.sep)) return res.writeHead(400).end()
  // ok: no-path-traversal
  fs.readFile(file, (error, data) => res.end(data))
}

exports.serveComplement = function (req, res) {
  const file = path.join(root, url.parse(req.url).pathname)
  if (~path.relative(root, file).indexOf("..")) return res.writeHead(400).end()
  // ok: no-path-traversal
  fs.readFile(file, (error, data) => res.end(data))
}
