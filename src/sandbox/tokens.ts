import type { KeyObject } from "node:crypto"
import { createPublicKey, generateKeyPairSync, randomBytes, sign, verify } from "node:crypto"
import type { Clock } from "./clock.ts"
import type { App, Permissions } from "./records.ts"
import { Refusal } from "./reply.ts"

export interface InstallationToken {
  readonly value: string
  readonly installationId: number
  readonly permissions: Permissions
  /** `null` covers whatever the installation covers. */
  readonly repositoryIds: readonly number[] | null
  readonly expiresAt: Date
  readonly issuedAt: Date
}

/** Hands out and looks up installation tokens, the one store for the API and for git. */
export interface Tokens {
  issue(
    grant: Pick<InstallationToken, "installationId" | "permissions" | "repositoryIds">,
    options: { readonly stateless: boolean },
  ): InstallationToken
  /** `null` for an unknown or expired token. */
  find(value: string): InstallationToken | null
}

/** GitHub's own: an installation token lives for one hour. */
const lifetimeMs = 3_600_000

/** Takes the clock and the App's number; odd tokens are short, even ones have the 520-character form with two dots. */
export function createTokens(clock: Clock, appId: () => number): Tokens {
  const tokens = new Map<string, InstallationToken>()
  // Signs nothing that anybody checks: the long form is opaque to clients too.
  const filler = generateKeyPairSync("ed25519").privateKey
  return {
    issue(grant, { stateless }) {
      const long = stateless || tokens.size % 2 === 1
      const value = long
        ? composeLongToken(appId(), filler)
        : `ghs_${randomBytes(27).toString("base64").replace(/[+/=]/g, "A").slice(0, 36)}`
      const token = { ...grant, value, issuedAt: clock.now(), expiresAt: new Date(clock.now().getTime() + lifetimeMs) }
      tokens.set(value, token)
      return token
    },
    find(value) {
      const token = tokens.get(value)
      return token === undefined || token.expiresAt <= clock.now() ? null : token
    },
  }
}

function composeLongToken(appId: number, key: KeyObject): string {
  const head = encode({ alg: "ES256", typ: "JWT" })
  const claims = encode({
    jti: randomBytes(120).toString("base64url"),
    iss: "sandbox",
    aud: "api",
    ctx: randomBytes(96).toString("base64url"),
  })
  return `ghs_${appId}_${head}.${claims}.${sign(null, Buffer.from(`${head}.${claims}`), key).toString("base64url")}`
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url")
}

/** Returns a new RSA key pair in PEM; the private half in PKCS#1, as GitHub's download has it. */
export function generateAppKeys(): { readonly privateKey: string; readonly publicKey: string } {
  return generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  })
}

/** Ten minutes, the longest life of an App's own token ("Generating a JSON Web Token for a GitHub App"). */
const maxJwtSeconds = 600

/** Takes an App's JWT; refuses, in GitHub's words, one that is malformed, forged, expired, too long-lived or another App's. */
export function requireAppJwt(jwt: string, app: App, now: Date): void {
  const [head = "", claims = "", signature = ""] = jwt.split(".")
  const header = decode(head)
  const payload = decode(claims)
  if (header === null || payload === null || header["alg"] !== "RS256") throw new Refusal(401, "A JSON web token could not be decoded")
  // Who issued it is known before whose key must have signed it.
  if (String(payload["iss"]) !== String(app.id)) throw new Refusal(404, "Integration not found")
  const genuine = verify("sha256", Buffer.from(`${head}.${claims}`), createPublicKey(app.publicKey), Buffer.from(signature, "base64url"))
  if (!genuine) throw new Refusal(401, "A JSON web token could not be decoded")
  const seconds = Math.floor(now.getTime() / 1000)
  const { iat, exp } = payload
  if (typeof iat !== "number" || iat > seconds)
    throw new Refusal(401, "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued")
  if (typeof exp !== "number" || exp <= seconds)
    throw new Refusal(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    )
  if (exp - seconds > maxJwtSeconds) throw new Refusal(401, "'Expiration time' claim ('exp') is too far in the future")
}

function decode(part: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString())
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
