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

export function forgeable(message, nonce) {
  // ruleid: no-weak-cipher
  const decipher = crypto.createDecipheriv("chacha20-poly1305", key, nonce, { authTagLength: 16 })
  return Buffer.concat([decipher.update(message), decipher.final()])
}

export function withoutTag(message, iv) {
  // ruleid: no-weak-cipher
  const decipher = crypto.createDecipheriv("aes-256-gcm", key, iv)
  return decipher.update(message, "hex", "utf8")
}

export function neverOpens(message, iv) {
  // ruleid: no-weak-cipher
  const decipher = crypto.createDecipheriv("aes-256-gcm", key, iv)
  return decipher.update(message, "hex", "utf8") + decipher.final("utf8")
}

export function neverCompared(message, iv, tag) {
  const decipher = crypto.createDecipheriv("aes-256-gcm", key, iv)
  // ruleid: no-weak-cipher
  decipher.setAuthTag(tag)
  return decipher.update(message, "hex", "utf8")
}

export function anyLength(stored) {
  const [iv, tag, message] = stored.split(":")
  // ruleid: no-weak-cipher
  const decipher = crypto.createDecipheriv("aes-256-gcm", key, Buffer.from(iv, "hex"), { authTagLength: 16 })
  decipher.setAuthTag(Buffer.from(tag, "hex"))
  return decipher.update(message, "hex", "utf8") + decipher.final("utf8")
}

export function open(stored) {
  const [iv, tag, message] = stored.split(":")
  // ok: no-weak-cipher
  const decipher = crypto.createDecipheriv("aes-256-gcm", key, Buffer.from(iv, "hex"), { authTagLength: 16 })
  decipher.setAuthTag(Buffer.from(tag, "hex"))
  return decipher.update(message, "hex", "utf8") + decipher.final("utf8")
}

export function openChecked(stored) {
  const [iv, text, message] = stored.split(":")
  const tag = Buffer.from(text, "hex")
  if (tag.length !== 16) throw new Error("a tag has 16 bytes")
  // ok: no-weak-cipher
  const decipher = crypto.createDecipheriv("aes-256-gcm", key, Buffer.from(iv, "hex"))
  decipher.setAuthTag(tag)
  return decipher.update(message, "hex", "utf8") + decipher.final("utf8")
}

export function openSliced(bytes) {
  // ok: no-weak-cipher
  const decipher = crypto.createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12))
  decipher.setAuthTag(bytes.subarray(12, 28))
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()])
}

// The tag of a file comes at its end, when the rest has gone through.
export function openStream(source, iv) {
  // ok: no-weak-cipher
  const decipher = crypto.createDecipheriv("aes-256-gcm", key, iv)
  readTag(source).then((tag) => finish(decipher, tag))
  return decipher.update(source)
}

export function openBlocks(message, iv) {
  // ok: no-weak-cipher
  const decipher = crypto.createDecipheriv("aes-256-cbc", key, iv)
  return decipher.update(message, "hex", "utf8") + decipher.final("utf8")
}
