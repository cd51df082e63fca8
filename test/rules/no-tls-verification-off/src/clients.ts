// @ts-nocheck fixture
import https from "node:https"
import { Pool } from "pg"

// ruleid: no-tls-verification-off
export const agent = new https.Agent({ rejectUnauthorized: false })
// ruleid: no-tls-verification-off
process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0"
// ruleid: no-tls-verification-off
export const pool = new Pool({ ssl: { rejectUnauthorized: false } })
// ok: no-tls-verification-off
export const checked = new Pool({ ssl: { ca: process.env.DATABASE_CA } })
// ok: no-tls-verification-off
export const other = new https.Agent({ rejectUnauthorized: true })
// ok: no-tls-verification-off
export const chosen = new https.Agent({ rejectUnauthorized: process.env.NODE_ENV === "production" })
// ok: no-tls-verification-off
export const local = process.env.NODE_ENV === "development" ? { rejectUnauthorized: false } : {}

export function configure({ rejectUnauthorized = false }) {
  // ruleid: no-tls-verification-off
  if (process.env.NODE_ENV === "production") https.globalAgent.options.rejectUnauthorized = false
  // ok: no-tls-verification-off
  if (process.env.NODE_ENV !== "production") https.globalAgent.options.rejectUnauthorized = false
  // ok: no-tls-verification-off
  if (settings["mail:allow-self-signed"]) mail.tls = { rejectUnauthorized: false }
  return rejectUnauthorized
}

// ruleid: no-tls-verification-off
export const anyName = { ca, checkServerIdentity: () => undefined }
// ok: no-tls-verification-off
export const ownName = { ca, checkServerIdentity: (host, certificate) => checkPin(host, certificate) }
// ruleid: no-tls-verification-off
export const anyStore = { tls: true, tlsAllowInvalidCertificates: true }
// ruleid: no-tls-verification-off
export const anyHost = { tls: true, tlsInsecure: true }
// ruleid: no-tls-verification-off
export const anyServer = { server: process.env.DB_HOST, options: { encrypt: true, trustServerCertificate: true } }
// ok: no-tls-verification-off
export const knownServer = { server: process.env.DB_HOST, options: { encrypt: true, trustServerCertificate: false } }

export const addresses = [
  // ruleid: no-tls-verification-off
  "mongodb://cluster0.mongo.example.com/shop?tls=true&tlsAllowInvalidCertificates=true",
  // ruleid: no-tls-verification-off
  `postgres://${user}:${password}@${host}/shop?sslmode=no-verify`,
  // ruleid: no-tls-verification-off
  "postgres://" + user + "@db.example.com/shop?sslmode=disable",
  // ok: no-tls-verification-off
  `postgres://${user}:${password}@${host}/shop?sslmode=disable`,
  // ok: no-tls-verification-off
  "postgres://postgres@localhost:5432/shop?sslmode=disable",
  // ok: no-tls-verification-off
  "mongodb://mongo:27017/shop?tls=false",
  // ok: no-tls-verification-off
  "postgres://app@db.example.com/shop?sslmode=verify-full",
  // ok: no-tls-verification-off
  "https://shop.example.com/settings?ssl=false",
]
