const fs = require("node:fs")
const path = require("node:path")
const tar = require("tar-stream")

function asWritten(root, name) {
  if (path.isAbsolute(name) || name.startsWith("..")) throw new Error("entry outside of the folder")
  return path.join(root, name)
}

function inOrder(root, given) {
  const name = path.normalize(given)
  if (path.isAbsolute(name) || name.startsWith("..")) throw new Error("entry outside of the folder")
  return path.join(root, name)
}

exports.unpack = (root) => {
  const extract = tar.extract()
  extract.on("entry", (header, stream, next) => {
    // ruleid: no-archive-path-escape
    stream.pipe(fs.createWriteStream(asWritten(root, header.name)))
    next()
  })
  return extract
}

exports.unpackInOrder = (root) => {
  const extract = tar.extract()
  extract.on("entry", (header, stream, next) => {
    // ok: no-archive-path-escape
    stream.pipe(fs.createWriteStream(inOrder(root, header.name)))
    next()
  })
  return extract
}
