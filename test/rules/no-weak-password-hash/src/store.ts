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
