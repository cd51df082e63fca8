const jwt = require("jsonwebtoken")

const secret = process.env.JWT_SECRET

function getNewToken(headers) {
  const authUser = headers["x-auth-user"] ? JSON.parse(headers["x-auth-user"]) : null
  if (authUser) {
    // ruleid: no-token-for-claimed-identity
    return jwt.sign({ id: authUser.user, groups: authUser.groups }, secret, { expiresIn: 3600 })
  }
  return null
}

function getTokenOfCaller(req) {
  if (!req.isAuthenticated) return null
  // ok: no-token-for-claimed-identity
  return jwt.sign({ id: req.userId, groups: req.userGroups }, secret, { expiresIn: 3600 })
}

function tokenOf(user) {
  // ok: no-token-for-claimed-identity
  return jwt.sign({ id: user.id, role: user.role }, secret, { expiresIn: 3600 })
}

module.exports = { getNewToken, getTokenOfCaller, tokenOf }
