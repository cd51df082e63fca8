// @ts-nocheck fixture
import { expressjwt } from "express-jwt"
import jwksRsa, { passportJwtSecret } from "jwks-rsa"
import { createRemoteJWKSet, jwtVerify } from "jose"
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
