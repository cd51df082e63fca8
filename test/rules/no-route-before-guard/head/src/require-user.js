const { verify } = require("./tokens")

module.exports = function requireUser(req, res, next) {
  const user = verify(req.get("authorization"))
  if (!user) return res.status(401).json({ error: "unauthorized" })
  req.user = user
  next()
}
