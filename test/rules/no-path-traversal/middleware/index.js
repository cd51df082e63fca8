const fs = require("fs")
const path = require("path")

const folder = path.join(process.cwd(), "words")

// Published middleware, whose users bring Express along; views call what it puts on the request.
module.exports = function words(req, res, next) {
  const language = req.cookies.language || "en"
  req.word = (name) => {
    // ruleid: no-path-traversal
    const all = JSON.parse(fs.readFileSync(path.join(folder, `${language}.json`), "utf8"))
    return all[name]
  }
  next()
}

module.exports.known = function known(req, res, next) {
  const language = req.cookies.language || "en"
  req.word = (name) => {
    // ok: no-path-traversal
    const all = JSON.parse(fs.readFileSync(path.join(folder, `${language}.json`), "utf8"))
    return all[name]
  }
  if (!/^[a-z]{2}$/.test(language)) return next(new Error("unknown language"))
  next()
}

// The second is no answer.
module.exports.plain = function plain(req, file, next) {
  // ok: no-path-traversal
  fs.readFile(path.join(folder, req.query.file), next)
}
