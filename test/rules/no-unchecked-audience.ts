// @ts-nocheck fixture
import { expressjwt } from "express-jwt"
import jwksRsa, { passportJwtSecret } from "jwks-rsa"
import { createRemoteJWKSet, jwtVerify } from "jose"
import jwt from "jsonwebtoken"
import { OAuth2Client } from "google-auth-library"
import { PassportStrategy } from "@nestjs/passport"
import { ExtractJwt, Strategy } from "passport-jwt"

const jwksUri = "https://tenant.example.com/.well-known/jwks.json"
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
