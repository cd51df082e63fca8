const fs = require("node:fs")
const path = require("node:path")
const unzipper = require("unzipper")

exports.install = async (file, folder) => {
  const written = []
  for (const entry of (await unzipper.Open.file(file)).files) {
    const target = path.join(folder, entry.path)
    // ruleid: no-archive-path-escape
    entry.stream().pipe(fs.createWriteStream(target))
    written.push(path.relative(folder, target))
  }
  return written
}

exports.installInside = async (file, folder) => {
  for (const entry of (await unzipper.Open.file(file)).files) {
    const target = path.join(folder, entry.path)
    if (path.relative(folder, target).startsWith("..")) continue
    // ok: no-archive-path-escape
    entry.stream().pipe(fs.createWriteStream(target))
  }
}
