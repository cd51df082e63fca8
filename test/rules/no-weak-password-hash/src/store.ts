// @ts-nocheck fixture
import { createHash } from "node:crypto"
import md5 from "md5"
import CryptoJS from "crypto-js"

export function store(user, password, body) {
  // ruleid: no-weak-password-hash
  user.a = createHash("sha256").update(password).digest("hex")
  // ruleid: no-weak-password-hash
  user.b = createHash("md5").update(user.salt + body.password).digest("hex")
  // ruleid: no-weak-password-hash
  user.c = md5(password)
  // ruleid: no-weak-password-hash
  user.d = CryptoJS.SHA256(body.newPassword).toString()
}

export function etag(content) {
  // ok: no-weak-password-hash
  return createHash("sha1").update(content).digest("hex")
}

export function tokenDigest(resetPasswordToken) {
  // ok: no-weak-password-hash
  return createHash("sha256").update(resetPasswordToken).digest("hex")
}

export function gravatar(user) {
  // ok: no-weak-password-hash
  return md5(user.email.toLowerCase())
}

const sha256 = (text) => createHash("sha256").update(text).digest("hex")

export async function keep(email, password) {
  // ruleid: no-weak-password-hash
  await accounts.insert({ email, digest: sha256(password) })
  // ok: no-weak-password-hash
  await links.insert({ email, digest: sha256(email) })
}

export function salted(password, salt) {
  // ruleid: no-weak-password-hash
  return createHash("sha512").update(salt).update(password).digest("hex")
}
