// @ts-nocheck fixture
import https from "node:https"

const MAX_BYTES = 65_536

export async function read(req) {
  const parts = []
  // ruleid: no-unlimited-body
  for await (const chunk of req) parts.push(chunk)
  return JSON.parse(Buffer.concat(parts).toString())
}

export function readByEvents(req) {
  return new Promise((resolve, reject) => {
    let body = ""
    // ruleid: no-unlimited-body
    req.on("data", (chunk) => {
      body += chunk
    })
    req.on("end", () => resolve(body))
    req.on("error", reject)
  })
}

export async function limited(req) {
  const parts = []
  let received = 0
  // ok: no-unlimited-body
  for await (const chunk of req) {
    received += chunk.length
    if (received > MAX_BYTES) throw new Error("too large")
    parts.push(chunk)
  }
  return Buffer.concat(parts)
}

export const rates = () =>
  https.get("https://rates.example", (res) => {
    const parts = []
    // ok: no-unlimited-body
    res.on("data", (chunk) => parts.push(chunk))
  })
