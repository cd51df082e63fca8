const path = require("node:path")

exports.liesBelow = function liesBelow(folder, target) {
  const way = path.relative(folder, target)
  return way !== "" && !way.startsWith("..") && !path.isAbsolute(way)
}

exports.staysBelow = (name) => !path.posix.normalize(name).startsWith("../") && !path.isAbsolute(name)

exports.withoutTop = (name) => name.split("/").slice(1).join("/")

exports.hasEnding = (name) => /\.(?:css|js)$/.test(name)
