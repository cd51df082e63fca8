// @ts-nocheck fixture
const jws = require("jws")
const jwa = require("jwa")

exports.check = (ticket, key) => {
  const { header } = jws.decode(ticket)
  // ruleid: no-algorithm-confusion
  return jws.verify(ticket, header.alg, key)
}

exports.checkParts = (ticket, input, mark, key) => {
  const decoded = jws.decode(ticket)
  // ruleid: no-algorithm-confusion
  return jwa(decoded.header.alg).verify(input, mark, key)
}

exports.checkAgreed = (ticket, key) => {
  // ok: no-algorithm-confusion
  return jws.verify(ticket, "ES256", key)
}

export function readIfThere(text, publicKey) {
  const decoded = text ? jws.decode(text, { json: true }) : null
  const alg = decoded.header.alg
  // ruleid: no-algorithm-confusion
  return jws.verify(text, alg, publicKey) ? decoded.payload : null
}
