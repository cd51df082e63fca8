// @ts-nocheck fixture
import { createHash } from "node:crypto"
import { pool } from "./pool"

// The workers run bcrypt, which reads 72 bytes.
export async function hash(rounds, password) {
  // ok: no-weak-password-hash
  password = createHash("sha512").update(password).digest("hex")
  return pool.exec("hash", [password, rounds])
}
