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
