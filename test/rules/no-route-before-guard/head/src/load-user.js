const { verify } = require("./tokens")

module.exports = function loadUser(req, res, next) {
  req.user = verify(req.get("authorization"))
  next()
}
