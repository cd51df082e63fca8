// @ts-nocheck fixture
import { Injectable } from "@nestjs/common"
import { PassportStrategy } from "@nestjs/passport"
import { ExtractJwt, Strategy } from "passport-jwt"

@Injectable()
export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor() {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      // ruleid: no-weak-jwt
      ignoreExpiration: true,
      secretOrKey: process.env.JWT_SECRET,
    })
  }
}

export const strategy = new Strategy({
  jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
  // ok: no-weak-jwt
  ignoreExpiration: false,
  secretOrKey: process.env.JWT_SECRET,
})
