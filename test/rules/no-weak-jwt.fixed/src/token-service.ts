// @ts-nocheck fixture
import * as jwt from "jsonwebtoken"
import { SignJWT } from "jose"

const secret = new TextEncoder().encode(process.env.JWT_SECRET)
// ruleid: no-weak-jwt
const lenient = { algorithms: ["HS256"], ignoreExpiration: false }

export class TokenReader {
  read(token: string) {
    // ruleid: no-weak-jwt
    return jwt.decode(token) as { sub: string }
  }
}

export function authenticate(req, res, next) {
  req.user = jwt.verify(req.headers.authorization.slice(7), process.env.JWT_SECRET, lenient)
  next()
}

export function issueForEver(userId: string) {
  // ruleid: no-weak-jwt
  return new SignJWT({ role: "user" }).setSubject(userId).setProtectedHeader({ alg: "HS256" }).sign(secret)
}

export function issue(userId: string) {
  // ok: no-weak-jwt
  return new SignJWT({ role: "user" }).setSubject(userId).setProtectedHeader({ alg: "HS256" }).setExpirationTime("15m").sign(secret)
}

export function unpack(req, res, next) {
  const [, body] = req.headers.authorization.slice(7).split(".")
  // ruleid: no-weak-jwt
  req.user = JSON.parse(Buffer.from(body, "base64url").toString())
  next()
}

export function expiryOf(token: string) {
  const [, body] = token.split(".")
  // ok: no-weak-jwt
  return JSON.parse(Buffer.from(body, "base64url").toString()).exp * 1000
}
