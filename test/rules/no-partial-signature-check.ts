// @ts-nocheck fixture
import { createHmac, timingSafeEqual } from "node:crypto"

const SCHEME = "v1="
const DIGEST_LENGTH = 64

function signatureOf(key, text) {
  return SCHEME + createHmac("sha256", key).update(text).digest("hex")
}

export function verifyBuffers(key, text, header) {
  const sent = Buffer.from(header)
  // ruleid: no-partial-signature-check
  const own = Buffer.from(signatureOf(key, text)).subarray(0, sent.length)
  return sent.length === own.length && timingSafeEqual(sent, own)
}

export function verifyTexts(key, text, header) {
  const size = header.length
  const own = createHmac("sha256", key).update(text).digest("hex")
  // ruleid: no-partial-signature-check
  return own.substring(0, size) === header
}

export function verifyBeginning(key, text, header) {
  const own = createHmac("sha256", key).update(text).digest("base64")
  // ruleid: no-partial-signature-check
  return own.startsWith(header)
}

export function verifyWhole(key, text, header) {
  const sent = Buffer.from(header)
  // ok: no-partial-signature-check
  const own = Buffer.from(signatureOf(key, text))
  return sent.length === own.length && timingSafeEqual(sent, own)
}

// A shorter signature was agreed on, and its length is fixed.
export function verifyShort(key, text, header) {
  // ok: no-partial-signature-check
  const own = createHmac("sha256", key).update(text).digest("hex").slice(0, 32)
  return timingSafeEqual(Buffer.from(own), Buffer.from(header))
}

export function verifyChecked(key, text, header) {
  if (header.length !== DIGEST_LENGTH) return false
  const own = createHmac("sha256", key).update(text).digest("hex")
  // ok: no-partial-signature-check
  return timingSafeEqual(Buffer.from(own.slice(0, header.length)), Buffer.from(header))
}

export function schemeOf(key, text) {
  // ok: no-partial-signature-check
  return signatureOf(key, text).slice(0, SCHEME.length)
}

export function fileNameOf(name, other) {
  // ok: no-partial-signature-check
  return name.slice(0, other.length) === other
}
