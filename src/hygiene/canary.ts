import { createHmac } from "node:crypto"
import { findInvisible } from "./invisible.ts"

/**
 * Takes the server's secret and a repository, returns the word that stands in texts of ours which a model must never repeat. Unguessable for the
 * author of a change, and the same for every change of the repository, so that our rules stay in the provider's cache.
 */
export function createCanary(serverSecret: string | Uint8Array, repository: string): string {
  // Letters and digits only, so that no encoding of a text has a reason to change it.
  return `cn${hmac(serverSecret, `canary\0${repository}`)
    .replace(/[^A-Za-z0-9]/g, "")
    .slice(0, 22)}`
}

/** Takes the server's secret, a repository and a head, returns what marks the data of this review as data. Equal in every pass and retry. */
export function createNonce(serverSecret: string | Uint8Array, repository: string, headSha: string): string {
  return createHmac("sha256", serverSecret).update(`nonce\0${repository}\0${headSha}`).digest("hex").slice(0, 32)
}

/**
 * True when a text repeats the canary: as it is, in another case, backwards, with anything but letters and digits between its letters, in
 * hexadecimal, percent-encoded or base64, also twice over. Linear in the length of the text.
 */
export function holdsCanary(text: string, canary: string): boolean {
  return holds(text, canary.toLowerCase(), 2)
}

function holds(text: string, canary: string, depth: number): boolean {
  const plain = letters(withoutInvisible(text).normalize("NFKC"))
  const backwards = Array.from(plain).reverse().join("")
  if ([plain, backwards, turned(plain)].some((form) => parts(canary).some((part) => form.includes(part)))) return true
  if (depth === 0) return false
  const decoded = decode(text)
  return decoded !== "" && holds(decoded, canary, depth - 1)
}

// Half of it is told as surely as all of it.
function parts(canary: string): string[] {
  const length = Math.min(12, canary.length)
  return Array.from({ length: canary.length - length + 1 }, (_, at) => canary.slice(at, at + length))
}

function letters(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, "")
}

// The thirteenth letter on, the one cipher everybody knows.
function turned(text: string): string {
  return text.replace(/[a-z]/g, (letter) => String.fromCharCode(((letter.charCodeAt(0) - 97 + 13) % 26) + 97))
}

function withoutInvisible(text: string): string {
  let visible = ""
  let last = 0
  for (const { at, width } of findInvisible(text)) {
    visible += text.slice(last, at)
    last = at + width
  }
  return visible + text.slice(last)
}

// What a text may mean instead, one after the other; empty where it can mean nothing else.
function decode(text: string): string {
  const decoded: string[] = []
  const words = Array.from(text.matchAll(/[A-Za-z0-9+/_-]{12,20000}/g), ([word]) => word)
  for (const word of words.flatMap((word) => [word, Array.from(word).reverse().join("")])) {
    // Base64 may begin in the middle of a word; three of the four ways to begin are wrong and give noise.
    for (let skip = 0; skip < 4; skip++) decoded.push(...readable(Buffer.from(word.slice(skip), "base64")))
  }
  for (const [word] of text.matchAll(/(?:(?:\\x|\\u00|\\u\{|0x)?[0-9a-fA-F]{2}[}\s:,]{0,3}){8,20000}/g))
    decoded.push(...readable(Buffer.from(word.replace(/\\x|\\u00|\\u|0x|[^0-9a-fA-F]/g, ""), "hex")))
  const unescaped = text.replace(
    /%([0-7][0-9a-fA-F])|&#(\d{2,3});|&#x([0-7][0-9a-fA-F]);/g,
    (_, percent?: string, decimal?: string, hex?: string) =>
      String.fromCharCode(decimal === undefined ? Number.parseInt(percent ?? hex ?? "", 16) : Number(decimal)),
  )
  if (unescaped !== text) decoded.push(unescaped)
  return decoded.join("\n")
}

function readable(bytes: Buffer): string[] {
  return bytes.toString("latin1").match(/[\t\n\r\x20-\x7e]{8,}/g) ?? []
}

function hmac(key: string | Uint8Array, message: string): string {
  return createHmac("sha256", key).update(message).digest("base64")
}
