// @ts-nocheck fixture
import crypto from "node:crypto"

export function kept(password) {
  const hash = crypto.createHash("sha1")
  // ruleid: no-weak-password-hash
  hash.update(password)
  return hash.digest("hex")
}

export function keyed(password) {
  // ruleid: no-weak-password-hash
  return crypto.createHmac("sha256", process.env.PEPPER).update(password).digest("hex")
}

export function atOnce(password) {
  // ruleid: no-weak-password-hash
  return crypto.hash("sha1", password)
}

export async function onTheWeb(password) {
  // ruleid: no-weak-password-hash
  return crypto.subtle.digest("SHA-256", new TextEncoder().encode(password))
}

export function body(content) {
  // ok: no-weak-password-hash
  return crypto.hash("sha1", content)
}

// A token is long and random, so that nobody guesses it from its hash.
export function createAccessToken({ password, salt }) {
  const hash = crypto.createHmac("sha512", salt)
  // ok: no-weak-password-hash
  hash.update(password)
  return hash.digest("hex")
}
