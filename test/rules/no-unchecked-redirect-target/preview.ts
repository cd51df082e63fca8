// @ts-nocheck fixture
import { isIP } from "node:net"
import axios from "axios"
import filtering from "request-filtering-agent"
import { request } from "undici"
import { assertListed, assertPublic, outbound } from "./guard.ts"

export async function preview(input) {
  const url = new URL(input)
  assertPublic(url)
  // ruleid: no-unchecked-redirect-target
  return (await fetch(url, { dispatcher: outbound })).text()
}

export async function previewText(input) {
  const { hostname } = new URL(input)
  const parsed = new URL(input)
  if (isIP(parsed.hostname)) throw new Error("not allowed")
  // ruleid: no-unchecked-redirect-target
  return axios.get(input, { timeout: 1_000 })
}

export async function followed(input) {
  let url = new URL(input)
  assertPublic(url)
  for (let hop = 0; hop < 4; hop++) {
    const answer = await request(url, { dispatcher: outbound })
    if (answer.statusCode !== 302) return answer.body.text()
    // ruleid: no-unchecked-redirect-target
    url = new URL(answer.headers.location, url)
  }
}

export async function followedWell(input) {
  let url = new URL(input)
  for (let hop = 0; hop < 4; hop++) {
    assertPublic(url)
    const answer = await request(url, { dispatcher: outbound })
    if (answer.statusCode !== 302) return answer.body.text()
    // ok: no-unchecked-redirect-target
    url = new URL(answer.headers.location, url)
  }
}

export async function refused(input) {
  const url = new URL(input)
  assertPublic(url)
  // ok: no-unchecked-redirect-target
  await fetch(url, { redirect: "error" })
  // ok: no-unchecked-redirect-target
  await axios.get(url.href, { maxRedirects: 0 })
  // undici's own `request` follows nothing.
  // ok: no-unchecked-redirect-target
  return request(url)
}

export async function filtered(input) {
  const url = new URL(input)
  assertPublic(url)
  // ok: no-unchecked-redirect-target
  return fetch(url, { agent: filtering.useAgent(input) })
}

// The sites on a list send nobody inside.
export async function listed(input) {
  const url = new URL(input)
  assertListed(url)
  // ok: no-unchecked-redirect-target
  return fetch(url)
}

export async function unchecked(input) {
  // ok: no-unchecked-redirect-target
  return fetch(new URL(input))
}
