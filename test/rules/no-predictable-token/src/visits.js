const cookie = require("cookie")
const drawText = require("./make-name")
const drawColour = require("./make-colour")

module.exports = function visits(kept) {
  return function (req, res, next) {
    let key = cookie.parse(req.headers.cookie || "").sid
    if (!kept.has(key)) {
      key = drawText(20)
      kept.set(key, { colour: drawColour() })
      res.setHeader("Set-Cookie", cookie.serialize("sid", key, { httpOnly: true }))
    }
    req.session = kept.get(key)
    next()
  }
}
