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
    crypto.pbkdf2Sync(password, salt, 1000, 64, "sha512"),
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
