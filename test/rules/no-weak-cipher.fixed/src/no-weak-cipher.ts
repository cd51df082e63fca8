// @ts-nocheck fixture
import crypto, { createCipheriv, generateKeyPairSync } from "node:crypto"
import CryptoJS from "crypto-js"

const key = Buffer.from(process.env.ENCRYPTION_KEY, "hex")
const IV = Buffer.alloc(16, 0)

export function old(text) {
  // ruleid: no-weak-cipher
  const cipher = crypto.createCipher("aes-256-cbc", process.env.PASSWORD)
  return cipher.update(text, "utf8", "hex") + cipher.final("hex")
}

export function repeated(text) {
  // ruleid: no-weak-cipher
  const a = createCipheriv("aes-256-cbc", key, IV)
  // ruleid: no-weak-cipher
  const b = createCipheriv("aes-256-cbc", key, "0123456789abcdef")
  // ruleid: no-weak-cipher
  const c = createCipheriv("aes-256-cbc", key, Buffer.from("0123456789abcdef"))
  return [a, b, c].map((each) => each.update(text, "utf8", "hex") + each.final("hex"))
}

export function weak(text) {
  // ruleid: no-weak-cipher
  const blocks = createCipheriv("aes-128-ecb", key, null)
  // ruleid: no-weak-cipher
  const des = createCipheriv("des-cbc", key, crypto.randomBytes(8))
  // ruleid: no-weak-cipher
  return [blocks, des, CryptoJS.DES.encrypt(text, process.env.KEY)]
}

export function good(text) {
  const iv = crypto.randomBytes(12)
  // ok: no-weak-cipher
  const cipher = createCipheriv("aes-256-gcm", key, iv)
  const filled = Buffer.alloc(12)
  crypto.randomFillSync(filled)
  // ok: no-weak-cipher
  const other = createCipheriv("aes-256-gcm", key, filled)
  return [cipher, other, text]
}

// ruleid: no-weak-cipher
export const short = generateKeyPairSync("rsa", { modulusLength: 2048 })
// ok: no-weak-cipher
export const long = generateKeyPairSync("rsa", { modulusLength: 4096 })
// ruleid: no-weak-cipher
export const sign = crypto.createSign("RSA-SHA1")
// ok: no-weak-cipher
export const signWell = crypto.createSign("RSA-SHA256")

// ruleid: no-weak-cipher
export const group = crypto.createDiffieHellman(2048)
// ruleid: no-weak-cipher
export const named = crypto.getDiffieHellman("modp14")
// ruleid: no-weak-cipher
export const curve = crypto.createECDH("prime256v1")
// ruleid: no-weak-cipher
export const pair = generateKeyPairSync("ec", { namedCurve: "prime256v1" })
// ok: no-weak-cipher
export const wide = [crypto.getDiffieHellman("modp14"), crypto.createECDH("prime256v1"), crypto.createDiffieHellman(2048)]
// ok: no-weak-cipher
export const given = crypto.createDiffieHellman(process.env.DH_PRIME, "hex")
