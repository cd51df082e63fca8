// @ts-nocheck fixture
import { createHash } from "node:crypto"
import bcrypt from "bcrypt"
import bcryptjs from "bcryptjs"
import md5 from "md5"
import argon2 from "argon2"

const ROUNDS = 8
const ENOUGH = 12

export async function register(user, password, body) {
  // ruleid: no-weak-password-hash
  user.a = createHash("sha256").update(password).digest("hex")
  // ruleid: no-weak-password-hash
  user.b = createHash("md5").update(user.salt + body.password).digest("hex")
  // ruleid: no-weak-password-hash
  user.c = md5(password)
  // ruleid: no-weak-password-hash
  user.d = await bcrypt.hash(password, 5)
  // ruleid: no-weak-password-hash
  user.e = await bcryptjs.hash(password, ROUNDS)
  // ruleid: no-weak-password-hash
  const salt = await bcrypt.genSalt(4)
  // ok: no-weak-password-hash
  user.f = await bcrypt.hash(password, ENOUGH)
  // ok: no-weak-password-hash
  user.g = await bcrypt.hash(password, salt)
  // ok: no-weak-password-hash
  user.h = await argon2.hash(password)
  // ok: no-weak-password-hash
  user.i = await bcrypt.hash(password, Number(process.env.ROUNDS))
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
