const fs = require("node:fs")
const path = require("node:path")
const tar = require("tar-stream")
const { hasEnding, liesBelow, staysBelow, withoutTop } = require("./lib/names")

// A function of another file looks at the path.
exports.unpack = (folder) => {
  const extract = tar.extract()
  extract.on("entry", (header, stream, next) => {
    const target = path.join(folder, header.name)
    if (!liesBelow(folder, target)) return next(new Error("entry outside of the folder"))
    // ok: no-archive-path-escape
    stream.pipe(fs.createWriteStream(target)).on("finish", next)
  })
  return extract
}

exports.unpackAssets = (folder) => {
  const extract = tar.extract()
  extract.on("entry", (header, stream, next) => {
    const target = path.join(folder, header.name)
    if (!hasEnding(header.name)) return next()
    // ruleid: no-archive-path-escape
    stream.pipe(fs.createWriteStream(target)).on("finish", next)
  })
  return extract
}

// Asked before the first folder is taken away, `a/../../b` stays below.
exports.unpackEarly = (folder) => {
  const extract = tar.extract()
  extract.on("entry", (header, stream, next) => {
    if (!staysBelow(header.name)) return next(new Error("entry outside of the folder"))
    const name = withoutTop(header.name)
    const target = path.join(folder, name)
    // ok: no-archive-path-escape
    fs.mkdir(path.dirname(target), { recursive: true }, () => {
      // ruleid: no-archive-path-escape
      stream.pipe(fs.createWriteStream(target)).on("finish", next)
    })
  })
  return extract
}

exports.unpackLate = (folder) => {
  const extract = tar.extract()
  extract.on("entry", (header, stream, next) => {
    const name = withoutTop(header.name)
    if (!staysBelow(name)) return next(new Error("entry outside of the folder"))
    // ok: no-archive-path-escape
    stream.pipe(fs.createWriteStream(path.join(folder, name))).on("finish", next)
  })
  return extract
}

exports.unpackAsNamed = (folder) => {
  const extract = tar.extract()
  extract.on("entry", (header, stream, next) => {
    if (!staysBelow(header.name)) return next(new Error("entry outside of the folder"))
    // ok: no-archive-path-escape
    stream.pipe(fs.createWriteStream(path.join(folder, header.name.toLowerCase()))).on("finish", next)
  })
  return extract
}
