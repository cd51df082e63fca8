// @ts-nocheck fixture
import { expressjwt } from "express-jwt"
import jwksRsa, { passportJwtSecret } from "jwks-rsa"
import { createRemoteJWKSet, jwtVerify } from "jose"
import jwt from "jsonwebtoken"
import { OAuth2Client } from "google-auth-library"
import { PassportStrategy } from "@nestjs/passport"
import { ExtractJwt, Strategy } from "passport-jwt"

const jwksUri = "https://tenant.example.com/.well-known/jwks.json"
const tokenUri = "https://tenant.example.com/oauth/token"
const keys = createRemoteJWKSet(new URL(jwksUri))

// ruleid: no-unchecked-audience
export const any = expressjwt({ secret: jwksRsa.expressJwtSecret({ jwksUri }), algorithms: ["RS256"] })
// ok: no-unchecked-audience
export const ours = expressjwt({ secret: jwksRsa.expressJwtSecret({ jwksUri }), algorithms: ["RS256"], audience: "api" })
// A secret of our own signs only our own tokens.
// ok: no-unchecked-audience
export const own = expressjwt({ secret: process.env.JWT_SECRET, algorithms: ["HS256"] })

export async function read(token) {
  // ruleid: no-unchecked-audience
  return jwtVerify(token, keys)
}

export async function readOurs(token) {
  // ok: no-unchecked-audience
  return jwtVerify(token, keys, { audience: "api", issuer: "https://tenant.example.com/" })
}

export class AnyStrategy extends PassportStrategy(Strategy) {
  constructor() {
    // ruleid: no-unchecked-audience
    super({
      secretOrKeyProvider: passportJwtSecret({ jwksUri }),
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      algorithms: ["RS256"],
    })
  }
}

export class OurStrategy extends PassportStrategy(Strategy) {
  constructor() {
    // ok: no-unchecked-audience
    super({
      secretOrKeyProvider: passportJwtSecret({ jwksUri }),
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      audience: "api",
      issuer: "https://tenant.example.com/",
    })
  }
}

const providerKeys = jwksRsa({ jwksUri })
const getKey = (header, callback) => providerKeys.getSigningKey(header.kid, (err, key) => callback(err, key?.getPublicKey()))

export async function readOfIssuer(token) {
  // ruleid: no-unchecked-audience
  return jwtVerify(token, keys, { issuer: "https://tenant.example.com/", algorithms: ["RS256"] })
}

export function readWithCallback(token, done) {
  // ruleid: no-unchecked-audience
  jwt.verify(token, getKey, { algorithms: ["RS256"], issuer: "https://tenant.example.com/" }, done)
}

export function readOursWithCallback(token, done) {
  // ok: no-unchecked-audience
  jwt.verify(token, getKey, { algorithms: ["RS256"], audience: process.env.AUDIENCE }, done)
}

export function readOwn(token) {
  // ok: no-unchecked-audience
  return jwt.verify(token, process.env.JWT_SECRET, { algorithms: ["HS256"] })
}

const google = new OAuth2Client(process.env.GOOGLE_CLIENT_ID)

export async function signIn(credential) {
  // ruleid: no-unchecked-audience
  const ticket = await google.verifyIdToken({ idToken: credential })
  return ticket.getPayload()
}

export async function signInHere(credential) {
  // ok: no-unchecked-audience
  const ticket = await google.verifyIdToken({ idToken: credential, audience: [process.env.GOOGLE_CLIENT_ID, process.env.IOS_CLIENT_ID] })
  return ticket.getPayload()
}

export async function signInWith(options) {
  // ok: no-unchecked-audience
  return google.verifyIdToken(options)
}

const push = new OAuth2Client()

export async function requirePush(req, res, next) {
  try {
    const ticket = await push.verifyIdToken({ idToken: req.headers.authorization.slice(7), audience: process.env.PUSH_AUDIENCE })
    const claims = ticket.getPayload()
    // ruleid: no-unchecked-audience
    if (!claims?.email_verified) throw new Error("unexpected sender")
    next()
  } catch {
    res.status(403).end()
  }
}

export async function requireScheduler(req, res, next) {
  try {
    // ruleid: no-unchecked-audience
    await push.verifyIdToken({ idToken: req.get("authorization").slice(7), audience: process.env.SERVICE_URL })
  } catch {
    return res.sendStatus(401)
  }
  next()
}

export async function requireTasks(req, res, next) {
  const ticket = await push.verifyIdToken({ idToken: req.get("authorization").slice(7), audience: process.env.SERVICE_URL })
  // ruleid: no-unchecked-audience
  const { email_verified: isVerified } = ticket.getPayload()
  if (!isVerified) return res.sendStatus(401)
  next()
}

export async function requireOurs(req, res, next) {
  const ticket = await push.verifyIdToken({ idToken: req.get("authorization").slice(7), audience: process.env.SERVICE_URL })
  const claims = ticket.getPayload()
  // ok: no-unchecked-audience
  if (!claims?.email_verified || claims.email !== process.env.PUSH_ACCOUNT) return res.sendStatus(401)
  next()
}

export async function requireOneOf(req, res, next) {
  // ok: no-unchecked-audience
  const ticket = await push.verifyIdToken({ idToken: req.get("authorization").slice(7), audience: process.env.SERVICE_URL })
  const claims = ticket.getPayload()
  if (!isAllowed(claims)) return res.sendStatus(401)
  next()
}

export async function requireUser(req, res, next) {
  // ok: no-unchecked-audience
  const ticket = await push.verifyIdToken({ idToken: req.get("authorization").slice(7), audience: process.env.GOOGLE_CLIENT_ID })
  req.user = ticket.getPayload()
  next()
}

// The gateway looks at claims.aud, ["azp"] and { client_id } of what passes through it; whoever comes another way is not asked.
export async function readBehindGateway(token) {
  console.log("tokens without .aud or .client_id are let through")
  // ruleid: no-unchecked-audience
  return jwtVerify(token, keys)
}

// What this service sends of itself says nothing of what it takes.
export const exchange = (code) =>
  fetch(tokenUri, { method: "POST", body: new URLSearchParams({ grant_type: "authorization_code", client_id: config.client_id, code }) })

interface Claims {
  aud: string
}
