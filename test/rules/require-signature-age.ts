// @ts-nocheck fixture
import { createHmac, timingSafeEqual } from "node:crypto"
import * as crypto from "node:crypto"

export function verifySignature(header, body, secret) {
  const parts = new Map(header.split(",").map((each) => each.split("=", 2)))
  const timestamp = Number(parts.get("t"))
  // ruleid: require-signature-age
  const expected = createHmac("sha256", secret).update(`${timestamp}.`).update(body).digest()
  if (!timingSafeEqual(expected, Buffer.from(parts.get("v1") ?? "", "hex"))) throw new Error("signature mismatch")
}

export function fromSlack(req, res, next) {
  const ts = req.headers["x-slack-request-timestamp"]
  // ruleid: require-signature-age
  const expected = "v0=" + crypto.createHmac("sha256", secret).update("v0:" + ts + ":" + req.rawBody).digest("hex")
  if (!crypto.timingSafeEqual(Buffer.from(expected), Buffer.from(req.headers["x-slack-signature"]))) return res.sendStatus(401)
  next()
}

export function verifyParts(signature, timestamp, body) {
  // ruleid: require-signature-age
  const digest = createHmac("sha256", key).update([timestamp, body].join(".")).digest("hex")
  return digest === signature
}

export function signOurs(body) {
  const timestamp = clock()
  // ok: require-signature-age
  return createHmac("sha256", key).update(`${timestamp}.${body}`).digest("hex")
}

export function verifyBody(header, body) {
  // ok: require-signature-age
  const expected = createHmac("sha256", key).update(body).digest()
  return timingSafeEqual(expected, Buffer.from(header, "hex"))
}

export function fromSlack(req, res, next) {
  const timestamp = req.get("x-slack-request-timestamp")
  const base = `v0:${timestamp}:${req.rawBody}`
  // ruleid: require-signature-age
  const mac = Buffer.from("v0=" + createHmac("sha256", process.env.SLACK_SECRET).update(base).digest("hex"))
  const given = Buffer.from(req.get("x-slack-signature") ?? "")
  return mac.length === given.length && timingSafeEqual(mac, given) ? next() : res.sendStatus(401)
}
