// @ts-nocheck fixture
import { createHash } from "node:crypto"
import bcrypt from "bcrypt"
import bcryptjs from "bcryptjs"
import argon2 from "argon2"

const ROUNDS = 8
const ENOUGH = 12

export async function register(user, password) {
  // ruleid: no-weak-password-hash
  user.a = await bcrypt.hash(password, 5)
  // ruleid: no-weak-password-hash
  user.b = await bcryptjs.hash(password, ROUNDS)
  // ruleid: no-weak-password-hash
  const salt = await bcrypt.genSalt(4)
  // ok: no-weak-password-hash
  user.c = await bcrypt.hash(password, ENOUGH)
  // ok: no-weak-password-hash
  user.d = await bcrypt.hash(password, salt)
  // ok: no-weak-password-hash
  user.e = await argon2.hash(password)
  // ok: no-weak-password-hash
  user.f = await bcrypt.hash(password, Number(process.env.ROUNDS))
  // bcrypt reads 72 bytes; the digest lets longer passwords count.
  // ok: no-weak-password-hash
  user.g = await bcrypt.hash(createHash("sha512").update(password).digest("base64"), ENOUGH)
}
