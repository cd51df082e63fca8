// @ts-nocheck fixture
import https from "node:https"
import tls from "node:tls"
import http from "node:http"
import axios from "axios"
import pg from "pg"
import nodemailer from "nodemailer"

// ruleid: no-weak-transport
https.createServer({ key, cert, minVersion: "TLSv1.2" }, app)
// ruleid: no-weak-transport
export const agent = new https.Agent({ secureProtocol: "TLSv1_method" })
// ruleid: no-weak-transport
export const old = tls.connect({ host, port, ciphers: "ALL:!aNULL" })
// ruleid: no-weak-transport
export const pool = new pg.Pool({ ssl: { ca, minVersion: "TLSv1.2" } })
// ruleid: no-weak-transport
tls.DEFAULT_MIN_VERSION = "TLSv1.2"
// ruleid: no-weak-transport
export const mail = nodemailer.createTransport({ host, ignoreTLS: false })
// ok: no-weak-transport
https.createServer({ key, cert, minVersion: "TLSv1.3" }, app)
// ok: no-weak-transport
export const good = tls.connect({ host, port, ciphers: "ECDHE-RSA-AES256-GCM-SHA384:!RC4" })
// ok: no-weak-transport
tls.DEFAULT_MIN_VERSION = "TLSv1.3"

const API = "http://api.payments.example.com"
const NEAR = "http://orders.internal"

export async function charge(card) {
  // ruleid: no-weak-transport
  await fetch("https://api.payments.example.com/charges", { method: "POST", headers: { Authorization: `Bearer ${process.env.KEY}` } })
  // ruleid: no-weak-transport
  await axios.post(`${API}/charges`, card, { auth: { username: "shop", password: process.env.KEY } })
  // ruleid: no-weak-transport
  await fetch(`https://${user}:${password}@mail.example.com/send`)
  // ruleid: no-weak-transport
  await axios.post("http://login.example.com:8080/login", { user, password: card.password })
  // ruleid: no-weak-transport
  await fetch("https://login.example.com/token", { method: "POST", body: new URLSearchParams({ client_secret: process.env.SECRET }) })
  // ruleid: no-weak-transport
  http.request({ hostname: "api.payments.example.com", headers: { "X-Api-Key": process.env.KEY } })
  // ok: no-weak-transport
  await fetch("https://api.payments.example.com/charges", { headers: { Authorization: `Bearer ${process.env.KEY}` } })
  // ok: no-weak-transport
  await fetch("http://news.example.com/feed.xml", { headers: { Accept: "text/xml" } })
  // ok: no-weak-transport
  await fetch("http://localhost:3000/charges", { headers: { Authorization: "Bearer x" } })
  // ok: no-weak-transport
  await fetch("http://orders:3000/charges", { headers: { Authorization: `Bearer ${process.env.KEY}` } })
  // ok: no-weak-transport
  await fetch(`${NEAR}/charges`, { headers: { Authorization: `Bearer ${process.env.KEY}` } })
  // ok: no-weak-transport
  await fetch(`http://${process.env.ORDERS_HOST}/charges`, { headers: { Authorization: `Bearer ${process.env.KEY}` } })
  // ok: no-weak-transport
  await fetch("http://10.0.4.12/charges", { headers: { Authorization: `Bearer ${process.env.KEY}` } })
}

// ruleid: no-weak-transport
export const client = axios.create({ baseURL: "https://api.example.com/v1", headers: { Authorization: `Bearer ${process.env.KEY}` } })

// Put into the options of a server in another file.
export const legacyTls = {
  // ruleid: no-weak-transport
  minVersion: "TLSv1.1",
  // ruleid: no-weak-transport
  ciphers: "DEFAULT:@SECLEVEL=0",
}
// ok: no-weak-transport
export const currentTls = { minVersion: "TLSv1.2", maxVersion: "TLSv1.3", ciphers: "ECDHE-RSA-AES256-GCM-SHA384:!RC4" }
// ok: no-weak-transport
export const engines = { minVersion: "18.0.0" }

export const issuers = {
  // ruleid: no-weak-transport
  first: { keys: "https://id.partner-freight.com/.well-known/jwks.json" },
  // ok: no-weak-transport
  second: { keys: "https://id.partner-freight.com/.well-known/jwks.json" },
  // ok: no-weak-transport
  local: { keys: "http://localhost:8080/.well-known/jwks.json" },
  // ok: no-weak-transport
  inside: { keys: "http://keycloak:8080/realms/shop/protocol/openid-connect/certs" },
}
