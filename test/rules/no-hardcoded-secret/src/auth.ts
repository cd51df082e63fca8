// @ts-nocheck fixture
import jwt from "jsonwebtoken"
import session from "express-session"
import cookieParser from "cookie-parser"
import { z } from "zod"

// ruleid: no-hardcoded-secret
const secret = process.env.JWT_SECRET || "a-fallback-for-all"
// ruleid: no-hardcoded-secret
export const sessionKey = process.env.SESSION_SECRET ?? "keyboard cat"
// ok: no-hardcoded-secret
export const port = process.env.PORT || "3000"
// ok: no-hardcoded-secret
export const empty = process.env.API_KEY || ""
// ok: no-hardcoded-secret
export const secretName = process.env.SECRET_NAME ?? "prod/orders"
// ok: no-hardcoded-secret
export const mustBeSet = process.env.JWT_SECRET

export const Settings = z.object({
  // ruleid: no-hardcoded-secret
  JWT_SECRET: z.string().default("not-so-secret"),
  // ok: no-hardcoded-secret
  LOG_LEVEL: z.string().default("info"),
})

// ruleid: no-hardcoded-secret
const { COOKIE_SECRET = "chocolate-chip" } = process.env

export function issue(user) {
  // ruleid: no-hardcoded-secret
  return jwt.sign({ sub: user.id }, "signed-with-this", { expiresIn: "1h" })
}

export function issueProperly(user) {
  // ok: no-hardcoded-secret
  return jwt.sign({ sub: user.id }, secret, { expiresIn: "1h" })
}

// ruleid: no-hardcoded-secret
app.use(cookieParser("my cookies"))
// ruleid: no-hardcoded-secret
app.use(session({ secret: "keyboard cat", resave: false }))
// ok: no-hardcoded-secret
app.use(session({ secret: process.env.SESSION_SECRET, resave: false }))

// ruleid: no-hardcoded-secret
export const mailPassword = "Tr0ub4dor-and-3"
// ok: no-hardcoded-secret
export const passwordHeader = "x-reset-password"
// ok: no-hardcoded-secret
export const JWT_SECRET = "JWT_SECRET"
// ok: no-hardcoded-secret
export const errors = { password: "Your password needs 8 characters", token: "errors.token.expired1" }
// ok: no-hardcoded-secret
export const apiKey = "<your api key here>"

export function withDefaults(http) {
  if (!http.jwtSecret) {
    rejectIn("production", "jwtSecret is missing")
    // ok: no-hardcoded-secret
    http.jwtSecret = "supersecret"
  }
  // ruleid: no-hardcoded-secret
  http.cookieSecret = "supersecret"
  return http
}

function rejectIn(environment, message) {
  if (process.env.NODE_ENV === environment) throw new Error(message)
}

// Made to stand in pages.
// ok: no-hardcoded-secret
export const ANALYTICS_API_KEY = "phc_k2mQ7vTb9XwLr4NcZs1HyJd8"
// ok: no-hardcoded-secret
export const mapToken = "pk.eyJ1IjoiZXhhbXBsZSIsImEiOiJjbGFiYzEyMyJ9"

export const accounts = [
  // ok: no-hardcoded-secret
  { email: "first@shop.example", password: "$2b$10$2YC2ht8x06Yto5VAr08kben8.oxjTPrMn0yJhv8xxSVVltH3bOs4u" },
  // ruleid: no-hardcoded-secret
  { email: "second@shop.example", password: "Winter2026-Ledger" },
]
