// @ts-nocheck fixture
import jwt from "jsonwebtoken"

const key = process.env.JWT_SECRET

export function authenticate(req, res, next) {
  const token = req.headers.authorization?.split(" ")[1]
  // ruleid: no-weak-jwt
  req.user = jwt.decode(token)
  next()
}

export function authenticateProperly(req, res, next) {
  const token = req.headers.authorization?.split(" ")[1]
  // ok: no-weak-jwt
  req.user = jwt.verify(token, key, { algorithms: ["HS256"] })
  next()
}

export function keyFor(token) {
  // ok: no-weak-jwt
  return jwt.decode(token, { complete: true })?.header.kid
}

export function showExpiry(token) {
  // ok: no-weak-jwt
  const { exp } = jwt.decode(token)
  return new Date(exp * 1000)
}

export function check(token) {
  // ruleid: no-weak-jwt
  return jwt.verify(token, key, { ignoreExpiration: true })
}

export function refreshAccess(token) {
  // ok: no-weak-jwt
  return jwt.verify(token, key, { ignoreExpiration: true })
}

export function issue(user) {
  // ruleid: no-weak-jwt
  return jwt.sign({ sub: user.id }, key)
}

export function issueWithAlgorithm(user) {
  // ruleid: no-weak-jwt
  return jwt.sign({ sub: user.id }, key, { algorithm: "HS512" })
}

export function issueForAnHour(user) {
  // ok: no-weak-jwt
  return jwt.sign({ sub: user.id }, key, { expiresIn: "1h" })
}

export function issueWithEnd(user, expires) {
  const payload = { sub: user.id, exp: expires.unix() }
  // ok: no-weak-jwt
  return jwt.sign(payload, key)
}

export function issueWith(user, options) {
  // ok: no-weak-jwt
  return jwt.sign({ sub: user.id }, key, options)
}

export function issueUnsigned(user) {
  // ruleid: no-weak-jwt
  return jwt.sign({ sub: user.id }, null, { algorithm: "none", expiresIn: "1h" })
}

export function issueForAYear(user) {
  // ruleid: no-weak-jwt
  return jwt.sign({ sub: user.id }, key, { expiresIn: "365d" })
}

export function issueForAMonth(user) {
  // ok: no-weak-jwt
  return jwt.sign({ sub: user.id }, key, { expiresIn: "30d" })
}
