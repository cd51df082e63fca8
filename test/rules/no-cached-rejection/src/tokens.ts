// @ts-nocheck fixture
import axios from "axios"
import { readFile } from "node:fs/promises"
import { request } from "undici"

async function load(issuer) {
  const { statusCode, body } = await request(`${issuer}/token`, { method: "POST" })
  if (statusCode !== 200) throw new Error("no token")
  return body.json()
}

export class TokenSource {
  private pending = null

  async get() {
    // ruleid: no-cached-rejection
    this.pending ??= load(this.issuer)
    return (await this.pending).token
  }
}

let keys

export function signingKeys() {
  if (!keys) {
    // ruleid: no-cached-rejection
    keys = fetch("https://id.example/keys").then((response) => response.json())
  }
  return keys
}

const rates = new Map()

export function rateOf(currency) {
  const known = rates.get(currency)
  if (known) return known
  const promise = axios.get(`https://rates.example/${currency}`)
  // ruleid: no-cached-rejection
  rates.set(currency, promise)
  return promise
}

let template

export function readTemplate() {
  // What cannot be read now will not be readable later.
  // ok: no-cached-rejection
  template ??= readFile("template.html", "utf8")
  return template
}

export async function once(issuer) {
  let token
  // ok: no-cached-rejection
  token ??= load(issuer)
  return token
}

let settings

export async function loadSettings() {
  // ok: no-cached-rejection
  settings ??= await load("https://settings.example")
  return settings
}
