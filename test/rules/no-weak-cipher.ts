// @ts-nocheck fixture
import crypto, { createCipheriv, generateKeyPairSync } from "node:crypto"
import CryptoJS from "crypto-js"
import forge from "node-forge"
import NodeRSA from "node-rsa"
import pem from "pem"
import selfsigned from "selfsigned"

const key = Buffer.from(process.env.ENCRYPTION_KEY, "hex")
const IV = Buffer.alloc(16, 0)

// A partner that asks for the oauth_signature of OAuth 1.0a is told its signature_method in
// another file; this one signs receipts, which nobody has to sign with SHA-1.
export function signedReceipt(receipt: string, key: string) {
  console.log("no oauth_signature here, signature_method is fixed")
  // ruleid: no-weak-cipher
  return crypto.createSign("RSA-SHA1").update(receipt).sign(key, "base64")
}

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
export const short = generateKeyPairSync("rsa", { modulusLength: 1024 })
// ok: no-weak-cipher
export const long = generateKeyPairSync("rsa", { modulusLength: 4096 })
// ruleid: no-weak-cipher
export const sign = crypto.createSign("RSA-SHA1")
// ok: no-weak-cipher
export const signWell = crypto.createSign("RSA-SHA256")

// ruleid: no-weak-cipher
export const group = crypto.createDiffieHellman(512)
// ruleid: no-weak-cipher
export const named = crypto.getDiffieHellman("modp5")
// ruleid: no-weak-cipher
export const curve = crypto.createECDH("secp112r1")
// ruleid: no-weak-cipher
export const pair = generateKeyPairSync("ec", { namedCurve: "prime192v1" })
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
  const decipher = crypto.createDecipheriv("aes-256-gcm", key, Buffer.from(iv, "hex"))
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

export function openBound(bytes, context) {
  // ok: no-weak-cipher
  const decipher = crypto.createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12))
  decipher.setAAD(context).setAuthTag(bytes.subarray(12, 28))
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()])
}

export function boundWithoutTag(bytes, context) {
  // ruleid: no-weak-cipher
  const decipher = crypto.createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12))
  decipher.setAAD(context).setAutoPadding(false)
  return Buffer.concat([decipher.update(bytes.subarray(12)), decipher.final()])
}

// ok: no-weak-cipher
const startIv = crypto.randomBytes(16)
const configuredIv = Buffer.from(process.env.ENCRYPTION_IV, "hex")
const namedIv = crypto.createHash("md5").update("invoices").digest()

export function sinceStart(text) {
  // ruleid: no-weak-cipher
  const a = createCipheriv("aes-256-cbc", key, startIv)
  // ruleid: no-weak-cipher
  const b = createCipheriv("aes-256-cbc", key, configuredIv)
  // ruleid: no-weak-cipher
  const c = createCipheriv("aes-256-cbc", key, process.env.ENCRYPTION_IV.slice(0, 16))
  // ruleid: no-weak-cipher
  const d = createCipheriv("aes-256-gcm", key, namedIv.subarray(0, 12))
  return [a, b, c, d].map((each) => each.update(text, "utf8", "hex") + each.final("hex"))
}

export class Sealer {
  constructor(secret, label, counter, config) {
    this.key = Buffer.from(secret, "hex")
    this.labelled = crypto.createHash("sha256").update(label).digest().subarray(0, 12)
    this.configured = Buffer.from(config.get("ENCRYPTION_IV"), "hex")
    this.given = Buffer.from(counter, "hex")
    this.last = Buffer.alloc(12)
  }

  seal(text) {
    // ruleid: no-weak-cipher
    const a = createCipheriv("aes-256-gcm", this.key, this.labelled)
    // ruleid: no-weak-cipher
    const b = createCipheriv("aes-256-gcm", this.key, this.configured)
    return [a, b].map((each) => each.update(text, "utf8", "hex") + each.final("hex"))
  }

  sealWell(text) {
    this.last = crypto.randomBytes(12)
    // ok: no-weak-cipher
    const a = createCipheriv("aes-256-gcm", this.key, this.last)
    // Whoever makes one such object for each message gives it a fresh one.
    // ok: no-weak-cipher
    const b = createCipheriv("aes-256-gcm", this.key, this.given)
    return [a, b].map((each) => each.update(text, "utf8", "hex") + each.final("hex"))
  }
}

// An IV made from the message itself is another for each message.
export function deterministic(text) {
  const iv = crypto.createHmac("sha256", process.env.IV_KEY).update(text).digest().subarray(0, 12)
  const other = crypto.createHash("sha256").update(text).digest().subarray(0, 12)
  // ok: no-weak-cipher
  const a = createCipheriv("aes-256-gcm", key, iv)
  // ok: no-weak-cipher
  return [a, createCipheriv("aes-256-gcm", key, other)]
}

// With a key of its own a message may have any IV.
export function sealFor(text, theirs) {
  const shared = crypto.diffieHellman({ privateKey: crypto.generateKeyPairSync("x25519").privateKey, publicKey: theirs })
  // ok: no-weak-cipher
  const cipher = createCipheriv("aes-256-gcm", shared, Buffer.alloc(12))
  return Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()])
}

export function sealNote(noteId, text) {
  const iv = crypto.createHash("sha256").update(noteId).digest().subarray(0, 12)
  // ruleid: no-weak-cipher
  const cipher = createCipheriv("aes-256-gcm", key, iv)
  return Buffer.concat([cipher.update(text), cipher.final(), cipher.getAuthTag()])
}

const nonceFor = (user) => crypto.createHmac("sha256", process.env.IV_KEY).update(`${user.tenant}:${user.id}`).digest().slice(0, 16)

export function sealFor2(user, record) {
  const text = JSON.stringify(record)
  // ruleid: no-weak-cipher
  const cipher = createCipheriv("aes-256-ctr", key, nonceFor(user))
  return cipher.update(text, "utf8", "hex") + cipher.final("hex")
}

export class FieldSealer {
  constructor(secret) {
    this.key = Buffer.from(secret, "hex")
  }

  nonce(id) {
    return crypto.createHash("sha256").update(id).digest().subarray(0, 12)
  }

  seal(id, text) {
    const iv = this.nonce(id)
    // ruleid: no-weak-cipher
    const cipher = createCipheriv("chacha20-poly1305", this.key, iv, { authTagLength: 16 })
    return Buffer.concat([iv, cipher.update(text), cipher.final(), cipher.getAuthTag()])
  }

  // A nonce of the message itself comes back with the same message only.
  sealSame(record) {
    const text = JSON.stringify(record)
    // ok: no-weak-cipher
    const cipher = createCipheriv("aes-256-gcm", this.key, this.nonce(text))
    const other = crypto.createHmac("sha256", this.key).update(JSON.stringify(record)).digest().subarray(0, 12)
    // ok: no-weak-cipher
    const second = createCipheriv("aes-256-gcm", this.key, other)
    return [cipher.update(text), second.update(text)]
  }

  sealVersion(id, version, text) {
    const iv = crypto.createHash("sha256").update(`${id}:${version}`).digest().subarray(0, 12)
    // ok: no-weak-cipher
    const cipher = createCipheriv("aes-256-gcm", this.key, iv)
    return cipher.update(text)
  }

  sealRandom(id, text) {
    const salt = crypto.randomBytes(16)
    const iv = crypto.createHash("sha256").update(id).update(salt).digest().subarray(0, 12)
    // ok: no-weak-cipher
    const cipher = createCipheriv("aes-256-gcm", this.key, iv)
    return [salt, cipher.update(text)]
  }
}

const web = { name: "AES-CBC", iv: new Uint8Array(16) }

export async function sealForBrowser(key, data) {
  // ruleid: no-weak-cipher
  const sealed = await globalThis.crypto.subtle.encrypt(web, key, data)
  const iv = globalThis.crypto.getRandomValues(new Uint8Array(12))
  // ok: no-weak-cipher
  return [sealed, iv, await globalThis.crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, data)]
}

export function signedForJira(address: string, key: string) {
  // ok: no-weak-cipher
  const signature = crypto.createSign("RSA-SHA1").update(address).sign(key, "base64")
  return { signature_method: "RSA-SHA1", signature }
}

export function sealForOldPartner(key: Buffer, iv: Buffer) {
  // ruleid: no-weak-cipher
  return crypto.createCipheriv("des-ede3-cbc", key, iv)
}

export function keysOfLibraries(subject) {
  // ruleid: no-weak-cipher
  forge.pki.rsa.generateKeyPair({ bits: 512, workers: 2 }, keep)
  // ruleid: no-weak-cipher
  forge.pki.rsa.generateKeyPair(1024)
  // ruleid: no-weak-cipher
  const rsa = new NodeRSA({ b: 1024 })
  // ruleid: no-weak-cipher
  const certificate = selfsigned.generate(subject, { keySize: 1024, days: 30 })
  // ruleid: no-weak-cipher
  pem.createPrivateKey(1024, keep)
  // ruleid: no-weak-cipher
  pem.createCertificate({ keyBitsize: 1024, selfSigned: true }, keep)
  const algorithm = { name: "RSA-PSS", modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" }
  // ruleid: no-weak-cipher
  const web = crypto.subtle.generateKey({ name: "RSA-PSS", modulusLength: 1024, hash: "SHA-256" }, false, ["sign"])
  // ok: no-weak-cipher
  forge.pki.rsa.generateKeyPair({ bits: 3072 }, keep)
  // ok: no-weak-cipher
  pem.createCertificate({ days: 30, selfSigned: true }, keep)
  // ok: no-weak-cipher
  const long = new NodeRSA({ b: 2048 })
  return { rsa, certificate, algorithm, web, long }
}
