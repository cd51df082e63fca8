const jwt = require("jsonwebtoken")

function identify(token) {
  // ruleid: no-weak-jwt
  const payload = jwt.decode(token)
  if (!payload?.sub || payload.exp * 1000 < Date.now()) throw new Error("unauthorized")
  return { id: payload.sub, passportNumber: payload.passport_number, roles: payload.roles ?? [] }
}

function describe(token) {
  // ok: no-weak-jwt
  const payload = jwt.decode(token)
  return `${payload.sub} since ${payload.iat}`
}

module.exports = { identify, describe }
