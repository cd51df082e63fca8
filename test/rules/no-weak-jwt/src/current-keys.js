// @ts-nocheck fixture
const jwt = require("jsonwebtoken")

exports.open = (keys, ticket) => {
  const { header } = jwt.decode(ticket, { complete: true })
  // Since version 9 no token is accepted without a key.
  // ok: no-weak-jwt
  return jwt.verify(ticket, keys[header.kid])
}
