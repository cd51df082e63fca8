// @ts-nocheck fixture
import { createRemoteJWKSet, jwtVerify } from "jose"
import { assertClaims } from "./claims"

const keys = createRemoteJWKSet(new URL("https://tenant.example.com/.well-known/jwks.json"))

export async function read(token) {
  // ok: no-unchecked-audience
  const { payload } = await jwtVerify(token, keys)
  assertClaims(payload, { aud: "api" })
  return payload
}
