// @ts-nocheck fixture
import CryptoJS from "crypto-js"

export function unlock(passphrase, salt) {
  // Since 4.2.0 it runs 250,000 times with SHA-256 where nobody says otherwise.
  // ok: no-weak-password-hash
  return CryptoJS.PBKDF2(passphrase, salt, { keySize: 8 })
}
