// @ts-nocheck fixture
import twilio, { Twilio } from "twilio"
import mysql from "mysql2/promise"
import cookieSession from "cookie-session"
import { createHmac } from "node:crypto"
import { Sequelize } from "sequelize"
import { jwtVerify, SignJWT } from "jose"

// ruleid: no-hardcoded-secret
export const messages = twilio(process.env.TWILIO_SID, "f27b01c9d4e84a6f9b5d3c7e80a1266d")
// ruleid: no-hardcoded-secret
export const others = new Twilio("AC5e", "f27b01c9d4e84a6f9b5d3c7e80a1266d")
// ok: no-hardcoded-secret
export const given = twilio(process.env.TWILIO_SID, process.env.TWILIO_TOKEN)
// ok: no-hardcoded-secret
export const stub = twilio("sid", "token")

// ruleid: no-hardcoded-secret
export const token = process.env.SHIPPING_TOKEN || "f27b01c9d4e84a6f9b5d3c7e80a1266d"
// Stands in pages anyway.
// ok: no-hardcoded-secret
export const countingToken = process.env.MIXPANEL_TOKEN || "f27b01c9d4e84a6f9b5d3c7e80a1266d"
// ok: no-hardcoded-secret
export const isKept = process.env.API_KEY_CACHE_ENABLED || "true"
// ok: no-hardcoded-secret
export const noToken = process.env.SHIPPING_TOKEN || "no-token-in-this-environment"

export const pool = mysql.createPool({
  host: process.env.DB_HOST ?? "orders-1.db.acme.io",
  // ruleid: no-hardcoded-secret
  password: process.env.DB_PASSWORD ?? "Gr4in&Silo_77",
})

export const local = mysql.createPool({
  host: process.env.DB_HOST ?? "localhost",
  // ok: no-hardcoded-secret
  password: process.env.DB_PASSWORD ?? "Gr4in&Silo_77",
})

export const usual = mysql.createPool({
  host: process.env.DB_HOST ?? "database",
  // ok: no-hardcoded-secret
  password: process.env.DB_PASSWORD ?? "postgres",
})

export const inDevelopment = {
  // ok: no-hardcoded-secret
  password: process.env.NODE_ENV === "development" ? (process.env.DB_PASSWORD ?? "Gr4in&Silo_77") : process.env.DB_PASSWORD,
  // ruleid: no-hardcoded-secret
  passphrase: process.env.KEY_PASSWORD ? process.env.KEY_PASSWORD : "Gr4in&Silo_77",
}

// ruleid: no-hardcoded-secret
export const database = new Sequelize("orders", "orders", "Gr4in&Silo_77", { dialect: "postgres" })
// ok: no-hardcoded-secret
export const localDatabase = new Sequelize("orders", "orders", "orders", { dialect: "postgres" })

// ruleid: no-hardcoded-secret
app.use(cookieSession({ keys: ["grain-2026", "grain-2025"] }))
// ok: no-hardcoded-secret
app.use(cookieSession({ keys: [process.env.COOKIE_KEY] }))
// ok: no-hardcoded-secret
app.use(cookieSession({ name: "visit", keys }))

// ruleid: no-hardcoded-secret
export const check = (token) => jwtVerify(token, new TextEncoder().encode("grain-and-silo"))
// ruleid: no-hardcoded-secret
export const sign = (claims) => new SignJWT(claims).setExpirationTime("1h").sign(Buffer.from("grain-and-silo"))
// ruleid: no-hardcoded-secret
export const seal = (text) => createHmac("sha256", Buffer.from("677261696e", "hex")).update(text).digest("hex")
// ok: no-hardcoded-secret
export const checkProperly = (token) => jwtVerify(token, new TextEncoder().encode(process.env.JWT_SECRET))
