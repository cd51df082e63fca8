import { createPrivateKey } from "node:crypto"

/** Takes the text of a key however it survived its way into the environment; returns PEM with real line ends, or `null` when it is no RSA private key. */
export function parsePrivateKey(text: string): string | null {
  const pem = normalizeKey(text)
  try {
    return createPrivateKey(pem).asymmetricKeyType === "rsa" ? pem : null
  } catch {
    // The reason of OpenSSL helps nobody; the caller names the variable and says where a key is found.
    return null
  }
}

// Environment files keep quotes and escape line ends; some platforms only take base64.
function normalizeKey(text: string): string {
  const unquoted = text.trim().replace(/^(["'])(.*)\1$/s, "$2")
  const pem = unquoted.includes("-----BEGIN") ? unquoted : Buffer.from(unquoted, "base64").toString("utf8")
  return `${pem
    .replaceAll(String.raw`\r`, "")
    .replaceAll(String.raw`\n`, "\n")
    .replaceAll("\r\n", "\n")
    .trim()}\n`
}
