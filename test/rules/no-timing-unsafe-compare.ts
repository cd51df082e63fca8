// @ts-nocheck fixture
import crypto, { createHash, createHmac, timingSafeEqual } from "node:crypto"

export function webhook(req, res) {
  const expected = createHmac("sha256", process.env.WEBHOOK_SECRET).update(req.rawBody).digest("hex")
  // ruleid: no-timing-unsafe-compare
  if (req.headers["x-signature"] !== expected) return res.sendStatus(401)
  res.sendStatus(204)
}

export function github(req, res) {
  const hmac = crypto.createHmac("sha256", process.env.WEBHOOK_SECRET)
  hmac.update(req.rawBody)
  const digest = `sha256=${hmac.digest("hex")}`
  // ruleid: no-timing-unsafe-compare
  if (digest === req.get("x-hub-signature-256")) return res.sendStatus(204)
  res.sendStatus(401)
}

export function inPlace(body, signature) {
  // ruleid: no-timing-unsafe-compare
  return crypto.createHmac("sha1", process.env.KEY).update(body).digest("base64") === signature
}

export function safe(body, signature) {
  const expected = createHmac("sha256", process.env.KEY).update(body).digest()
  const given = Buffer.from(signature, "hex")
  // ok: no-timing-unsafe-compare
  return given.length === expected.length && timingSafeEqual(given, expected)
}

export function isSameFile(a, b) {
  // ok: no-timing-unsafe-compare
  return createHash("sha256").update(a).digest("hex") === createHash("sha256").update(b).digest("hex")
}

const partnerKey = process.env.PARTNER_API_KEY

export function partner(req, res, next) {
  // ruleid: no-timing-unsafe-compare
  if (req.headers["x-partner-key"] === partnerKey) return next()
  // ruleid: no-timing-unsafe-compare
  if (req.get("authorization") !== `Bearer ${process.env.ADMIN_TOKEN}`) return res.sendStatus(401)
  // ok: no-timing-unsafe-compare
  if (req.headers["x-region"] === process.env.REGION) return next()
  // ok: no-timing-unsafe-compare
  if (req.headers["x-partner-key"] === undefined) return res.sendStatus(401)
  // ok: no-timing-unsafe-compare
  if (timingSafeEqual(sha256(req.headers["x-partner-key"]), sha256(partnerKey))) return next()
  // ok: no-timing-unsafe-compare
  if (req.query.key === process.env.SORT_COLUMN) return next()
}

export function isUnchanged(etag, body) {
  const hash = createHash("sha1").update(body).digest("hex")
  // ok: no-timing-unsafe-compare
  return hash === etag
}

function signatureOf(secret, body) {
  return createHmac("sha256", secret).update(body).digest("hex")
}

export function withHelper(req, res, next) {
  const expected = signatureOf(process.env.HOOK_SECRET, req.rawBody)
  // ruleid: no-timing-unsafe-compare
  if (req.get("x-signature") !== expected) return res.sendStatus(401)
  return next()
}

export function asBuffers(req) {
  const mac = createHmac("sha256", process.env.HOOK_SECRET).update(req.rawBody).digest()
  // ruleid: no-timing-unsafe-compare
  return mac.equals(Buffer.from(req.get("x-signature"), "hex"))
}

export class ApiKeyGuard {
  constructor(private readonly config: ConfigService) {}

  canActivate(context) {
    const request = context.switchToHttp().getRequest()
    // ok: no-timing-unsafe-compare
    if (request.header("x-region") === this.config.get("REGION")) return false
    // ruleid: no-timing-unsafe-compare
    return request.header("x-api-key") === this.config.get<string>("API_KEY")
  }
}

export async function internalOnly(ctx, next) {
  const token = ctx.get("authorization").replace(/^Bearer /, "")
  // ruleid: no-timing-unsafe-compare
  if (token !== process.env.INTERNAL_TOKEN) ctx.throw(401)
  await next()
}
