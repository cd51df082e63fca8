// @ts-nocheck fixture
import { createRemoteJWKSet, jwtVerify } from "jose"

const keys = createRemoteJWKSet(new URL("https://tenant.example.com/.well-known/jwks.json"))

// Cognito says in `client_id` for whom an access token was made.
export async function read(token) {
  // ok: no-unchecked-audience
  const { payload } = await jwtVerify(token, keys)
  if (payload.token_use !== "access" || !CLIENTS.has(payload.client_id)) throw new Error("made for another service")
  return payload
}
