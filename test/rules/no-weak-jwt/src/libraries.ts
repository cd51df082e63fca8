// @ts-nocheck fixture
import { ExtractJwt } from "passport-jwt"
import simple from "jwt-simple"
import { UnsecuredJWT, jwtVerify } from "jose"
import jwksRsa from "jwks-rsa"
import { createVerifier } from "fast-jwt"

// ruleid: no-weak-jwt
export const fromAddress = ExtractJwt.fromUrlQueryParameter("token")
// ok: no-weak-jwt
export const fromHeader = ExtractJwt.fromAuthHeaderAsBearerToken()

export function readSimple(token) {
  // ruleid: no-weak-jwt
  return simple.decode(token, process.env.JWT_SECRET, true)
}

export function readSimpleChecked(token) {
  // ok: no-weak-jwt
  return simple.decode(token, process.env.JWT_SECRET, false, "HS256")
}

export function readUnsigned(token) {
  // ruleid: no-weak-jwt
  return UnsecuredJWT.decode(token).payload
}

export async function readSigned(token, key) {
  // ok: no-weak-jwt
  return (await jwtVerify(token, key)).payload
}

// ruleid: no-weak-jwt
export const uncached = jwksRsa({ jwksUri: process.env.JWKS_URI, cache: false })
// ok: no-weak-jwt
export const cached = jwksRsa({ jwksUri: process.env.JWKS_URI, cache: true })
// ruleid: no-weak-jwt
export const forEver = createVerifier({ key: process.env.JWT_SECRET, ignoreExpiration: true })
// ok: no-weak-jwt
export const forAWhile = createVerifier({ key: process.env.JWT_SECRET })
