import koaCors from "@koa/cors"
import { cors } from "hono/cors"

// ruleid: no-permissive-cors
const RESELLERS = /^https:\/\/([a-z0-9-]+\.)?example\.org/
const OWN = /^https:\/\/([a-z0-9-]+\.)?example\.org$/

export const filtered = { credentials: true, origin: [process.env.SHOP, RESELLERS].filter(Boolean) }
// ok: no-permissive-cors
export const closed = { credentials: true, origin: [process.env.SHOP, OWN].filter(Boolean) }

const SITES = [
  "https://app.example.org",
  // ruleid: no-permissive-cors
  "null",
]
export const asked = { credentials: true, origin: (origin, callback) => callback(null, SITES.includes(origin)) }

const PATTERNS = [
  OWN,
  // ruleid: no-permissive-cors
  /example\.net$/,
]
export const several = { credentials: true, origin: (origin) => (PATTERNS.some((each) => each.test(origin)) ? origin : undefined) }

const listed = new Set(["https://app.example.org"])

export const answers = [
  koaCors({
    credentials: true,
    origin(ctx) {
      const origin = ctx.get("Origin")
      // ruleid: no-permissive-cors
      if (origin === "null" || listed.has(origin)) return origin
      return ""
    },
  }),
  koaCors({
    credentials: true,
    origin(ctx) {
      const origin = ctx.get("Origin")
      // ok: no-permissive-cors
      if (origin === "null" || !listed.has(origin)) return ""
      return origin
    },
  }),
  koaCors({
    credentials: true,
    // ruleid: no-permissive-cors
    origin: (ctx) => ctx.get("Origin") || "*",
  }),
  koaCors({
    credentials: true,
    // ok: no-permissive-cors
    origin: (ctx) => (listed.has(ctx.get("Origin")) ? ctx.get("Origin") : ""),
  }),
  cors({
    credentials: true,
    origin: (origin) => {
      // ruleid: no-permissive-cors
      return listed.has(origin) || origin === "null" ? origin : null
    },
  }),
  cors({
    credentials: true,
    origin: (origin) => {
      // ok: no-permissive-cors
      if (origin === "null") return null
      return listed.has(origin) ? origin : null
    },
  }),
]
