// @ts-nocheck fixture
const jwt = require("jsonwebtoken")

const kidOf = (ticket) => jwt.decode(ticket, { complete: true }).header.kid

exports.open = (keys, ticket) => {
  const kid = kidOf(ticket)
  const key = keys.get(kid)
  // ruleid: no-weak-jwt
  return jwt.verify(ticket, key)
}

exports.openAtOnce = (keys, ticket) => {
  const { header } = jwt.decode(ticket, { complete: true })
  // ruleid: no-weak-jwt
  return jwt.verify(ticket, keys[header.kid], { issuer: "harbour" })
}

exports.openKnown = (keys, ticket) => {
  const key = keys.get(kidOf(ticket))
  if (!key) throw new Error("unknown key")
  // ok: no-weak-jwt
  return jwt.verify(ticket, key)
}

exports.openAgreed = (keys, ticket) => {
  const kid = kidOf(ticket)
  // ok: no-weak-jwt
  return jwt.verify(ticket, keys[kid], { algorithms: ["RS256"] })
}
