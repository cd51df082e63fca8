// @ts-nocheck fixture
import { readFileSync } from "node:fs"
import jwt from "jsonwebtoken"
import { expressjwt } from "express-jwt"

const publicKey = readFileSync("keys/public.pem", "utf8")
const secret = process.env.JWT_SECRET

export function checkAnything(token) {
  // ruleid: no-algorithm-confusion
  return jwt.verify(token, secret, { algorithms: ["HS256", "none"] })
}

export function checkBoth(token) {
  // ruleid: no-algorithm-confusion
  return jwt.verify(token, publicKey, { algorithms: ["RS256", "HS256"] })
}

export function checkPublic(token) {
  // ruleid: no-algorithm-confusion
  return jwt.verify(token, publicKey, { algorithms: ["RS256"] })
}

export function checkOne(token) {
  // ok: no-algorithm-confusion
  return jwt.verify(token, publicKey, { algorithms: ["RS256"] })
}

export function checkSecret(token) {
  // ok: no-algorithm-confusion
  return jwt.verify(token, secret)
}

// ruleid: no-algorithm-confusion
export const guard = expressjwt({ secret, algorithms: ["none"] })
// ok: no-algorithm-confusion
export const guarded = expressjwt({ secret, algorithms: ["HS256", "HS512"] })

const sha256 = (input, signature) => matches(createHmac("sha256", key).update(input), signature)

export const checks = new Map([
  ["HS256", sha256],
  // ruleid: no-algorithm-confusion
  ["none", (input, signature) => signature === ""],
])
export const refusing = {
  HS256: sha256,
  // ok: no-algorithm-confusion
  none: () => false,
}
// ok: no-algorithm-confusion
export const borders = { none: () => "0", solid: () => "1px" }
