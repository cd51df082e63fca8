// @ts-nocheck fixture
import { Body, Controller, Headers, Post, UnauthorizedException } from "@nestjs/common"
import express from "express"
import { z } from "zod"
import { digest, matches } from "./signing"

const app = express()
const request = z.object({ code: z.string(), code_verifier: z.string().min(43).optional(), grant_signature: z.string() })

@Controller("events")
export class EventsController {
  @Post()
  receive(@Body() event: unknown, @Headers("x-events-signature") signature?: string) {
    // ruleid: no-skippable-check
    if (signature && !matches(event, signature)) throw new UnauthorizedException()
    this.events.save(event)
  }

  @Post("strict")
  receiveStrictly(@Body() event: unknown, @Headers("x-events-signature") signature?: string) {
    // ok: no-skippable-check
    if (!signature || !matches(event, signature)) throw new UnauthorizedException()
    this.events.save(event)
  }
}

app.post("/hooks/orders", (req, res) => {
  const signature = req.get("x-signature")
  // ruleid: no-skippable-check
  if (typeof signature === "string" && digest(req.rawBody) !== signature) return res.sendStatus(401)
  res.sendStatus(204)
})

app.post("/hooks/asked-before", (req, res) => {
  const signature = req.get("x-signature")
  if (!signature) return res.sendStatus(401)
  // ok: no-skippable-check
  if (signature && digest(req.rawBody) !== signature) return res.sendStatus(401)
  res.sendStatus(204)
})

app.post("/token", async (req, res) => {
  const { code, code_verifier } = request.parse(req.body)
  const grant = await grants.take(code)
  // ruleid: no-skippable-check
  if (code_verifier && digest(code_verifier) !== grant.codeChallenge) return res.status(400).json({ error: "invalid_grant" })
  res.json(await tokensFor(grant))
})

app.post("/token-with-challenge", async (req, res) => {
  const { code, code_verifier } = request.parse(req.body)
  const grant = await grants.take(code)
  // Clients that began without a challenge need no verifier.
  // ok: no-skippable-check
  if (grant.codeChallenge && digest(code_verifier ?? "") !== grant.codeChallenge) return res.status(400).end()
  res.json(await tokensFor(grant))
})

app.post("/required", (req, res) => {
  const { grant_signature } = request.parse(req.body)
  // ok: no-skippable-check
  if (grant_signature && !matches(req.body, grant_signature)) return res.sendStatus(401)
  res.sendStatus(204)
})

app.post("/filter", (req, res) => {
  // ok: no-skippable-check
  if (req.query.status && !STATES.has(req.query.status)) return res.sendStatus(400)
  res.sendStatus(204)
})

// Whoever calls this has asked for it.
export function verified(body: Buffer, signature?: string) {
  // ok: no-skippable-check
  if (signature && !matches(body, signature)) throw new UnauthorizedException()
}

export function partnerHook(req, res) {
  const signature = req.get("x-partner-signature")
  // ruleid: no-skippable-check
  if (signature) {
    const mac = createHmac("sha256", process.env.HOOK_SECRET).update(req.rawBody).digest()
    if (!timingSafeEqual(mac, Buffer.from(signature, "hex"))) return res.sendStatus(401)
  }
  return accept(req.body)
}

export function paymentsHook(req, res) {
  const secret = process.env.PAYMENTS_SECRET
  // ruleid: no-skippable-check
  if (secret && !verifySignature(req.rawBody, req.get("x-signature"), secret)) return res.sendStatus(401)
  return accept(req.body)
}

export function strictHook(req, res) {
  const secret = process.env.STRICT_SECRET
  if (!secret) return res.sendStatus(401)
  // ok: no-skippable-check
  if (secret && !verifySignature(req.rawBody, req.get("x-signature"), secret)) return res.sendStatus(401)
  return accept(req.body)
}

export const signedImage = (req, res, next) => {
  const sig = typeof req.query.sig === "string" ? req.query.sig : ""
  // ruleid: no-skippable-check
  if (sig && !sameMac(sig, macOf(req.path))) return res.sendStatus(403)
  next()
}

export const strictImage = (req, res, next) => {
  const sig = typeof req.query.sig === "string" ? req.query.sig : ""
  if (typeof req.query.sig !== "string") return res.sendStatus(403)
  // ok: no-skippable-check
  if (sig && !sameMac(sig, macOf(req.path))) return res.sendStatus(403)
  next()
}

app.post("/activate", async (req, res) => {
  const member = await members.findOne({ email: req.body.email })
  // ruleid: no-skippable-check
  if (!member || member.activationCode !== req.body.code) return res.status(400).end()
  res.json(await activate(member))
})

app.post("/activate-once", async (req, res) => {
  const { code } = req.body
  const member = await members.findOne({ email: req.body.email })
  // ruleid: no-skippable-check
  if (!member || member.activationCode !== code || member.codeUntil < Date.now()) return res.status(400).end()
  member.activationCode = undefined
  res.json(await activate(member))
})

app.post("/activate-asked", async (req, res) => {
  const member = await members.findOne({ email: req.body.email })
  // ok: no-skippable-check
  if (!member || !member.activationCode || member.activationCode !== req.body.code) return res.status(400).end()
  res.json(await activate(member))
})

app.post("/activate-sent", async (req, res) => {
  const { code } = req.body
  if (!code) return res.status(400).end()
  const member = await members.findOne({ email: req.body.email })
  // ok: no-skippable-check
  if (!member || member.activationCode !== code) return res.status(400).end()
  res.json(await activate(member))
})

app.post("/activate-text", async (req, res) => {
  const member = await members.findOne({ email: req.body.email })
  // ok: no-skippable-check
  if (!member || member.activationCode !== String(req.body.code)) return res.status(400).end()
  res.json(await activate(member))
})

app.post("/activate-in-time", async (req, res) => {
  const member = await members.findOne({ email: req.body.email })
  // ok: no-skippable-check
  if (!member || member.activationCode !== req.body.code || !(member.codeUntil > Date.now())) return res.status(400).end()
  res.json(await activate(member))
})

app.post("/activate-by-code", async (req, res) => {
  const member = await members.findOne({ activationCode: req.body.code })
  // ok: no-skippable-check
  if (!member || member.activationCode !== req.body.code) return res.status(400).end()
  res.json(await activate(member))
})

app.get("/connected", async (req, res) => {
  // ruleid: no-skippable-check
  if (req.query.state !== req.session.connectState) return res.status(400).end()
  res.json(await connect(req.query.code))
})

app.get("/connected-once", async (req, res) => {
  // ok: no-skippable-check
  if (!req.query.state || req.query.state !== req.session.connectState) return res.status(400).end()
  res.json(await connect(req.query.code))
})
