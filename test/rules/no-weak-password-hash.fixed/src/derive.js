// @ts-nocheck fixture
const crypto = require("node:crypto")
const argon2 = require("argon2")

const SALT = "pepper-and-salt"

function hashPassword(password) {
  // ruleid: no-weak-password-hash
  return crypto.createHash("sha1").update(password).digest("hex")
}

function legacyHash(password) {
  // ok: no-weak-password-hash
  return crypto.createHash("sha1").update(password).digest("hex")
}

function shorten(password) {
  // ok: no-weak-password-hash
  return crypto.createHash("sha256").update(password).digest()
}

function derive(password, salt) {
  return [
    // ruleid: no-weak-password-hash
    crypto.pbkdf2Sync(password, salt, 210_000, 64, "sha512"),
    // ruleid: no-weak-password-hash
    crypto.pbkdf2Sync(password, salt, 100_000, 64, "sha512"),
    // ruleid: no-weak-password-hash
    crypto.pbkdf2Sync(password, "salt", 600000, 32, "sha256"),
    // ruleid: no-weak-password-hash
    crypto.scryptSync(password, SALT, 64),
    // ruleid: no-weak-password-hash
    crypto.scryptSync(password, salt, 64, { N: 1024 }),
    // ruleid: no-weak-password-hash
    argon2.hash(password, { memoryCost: 1024 }),
    // ok: no-weak-password-hash
    crypto.pbkdf2Sync(password, salt, 210_000, 64, "sha512"),
    // ok: no-weak-password-hash
    crypto.scryptSync(shorten(password), salt, 64, { N: 2 ** 17 }),
    // ok: no-weak-password-hash
    crypto.scryptSync(process.env.PASSWORD, "salt", 32),
    // ok: no-weak-password-hash
    argon2.hash(password),
  ]
}

module.exports = { hashPassword, legacyHash, shorten, derive }

const shared = Buffer.from("accounts/v1")

async function withShared(password) {
  // ruleid: no-weak-password-hash
  const key = crypto.scryptSync(password.normalize(), shared, 32)
  // ruleid: no-weak-password-hash
  const other = crypto.scryptSync(password, process.env.PASSWORD_SALT, 32)
  const own = crypto.randomBytes(16)
  // ok: no-weak-password-hash
  const good = crypto.scryptSync(password, own, 32)
  return [key, other, good]
}

async function verifyStored(password, stored) {
  const [salt, key] = stored.split(":")
  // ok: no-weak-password-hash
  return crypto.timingSafeEqual(crypto.scryptSync(password, Buffer.from(salt, "hex"), 32), Buffer.from(key, "hex"))
}
