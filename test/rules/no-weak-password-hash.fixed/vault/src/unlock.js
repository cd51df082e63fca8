// @ts-nocheck fixture
import CryptoJS from "crypto-js"
import evp from "crypto-js/evpkdf"
import forge from "node-forge"

export function unlock(passphrase, salt) {
  // ruleid: no-weak-password-hash
  const key = CryptoJS.PBKDF2(passphrase, salt, { keySize: 8 })
  // ruleid: no-weak-password-hash
  const bare = CryptoJS.PBKDF2(passphrase, salt)
  // ruleid: no-weak-password-hash
  const few = CryptoJS.PBKDF2(passphrase, salt, { keySize: 8, iterations: 600_000, hasher: CryptoJS.algo.SHA256 })
  // ruleid: no-weak-password-hash
  const old = evp(passphrase, salt, { keySize: 8 })
  // ruleid: no-weak-password-hash
  const forged = forge.pkcs5.pbkdf2(passphrase, salt, 210_000, 32)
  return [key, bare, few, old, forged]
}

export function unlockProperly(passphrase, salt, given) {
  // ok: no-weak-password-hash
  const key = CryptoJS.PBKDF2(passphrase, salt, { keySize: 8, iterations: 210_000, hasher: CryptoJS.algo.SHA512 })
  // Whoever calls it says how often.
  // ok: no-weak-password-hash
  const asGiven = CryptoJS.PBKDF2(passphrase, salt, given)
  // ok: no-weak-password-hash
  const spread = CryptoJS.PBKDF2(passphrase, salt, { keySize: 8, ...given })
  // No password, and long and random already.
  // ok: no-weak-password-hash
  const ofSeed = CryptoJS.PBKDF2(seed, salt, { keySize: 8 })
  return [key, asGiven, spread, ofSeed]
}
