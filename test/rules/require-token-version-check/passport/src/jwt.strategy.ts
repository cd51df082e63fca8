// @ts-nocheck fixture
import { UnauthorizedException } from "@nestjs/common"
import { PassportStrategy } from "@nestjs/passport"
import { ExtractJwt, Strategy } from "passport-jwt"
import { jwt } from "./jwt"

export class Sessions {
  constructor(private readonly prisma) {}

  issue(user: { id: string; sessionVersion: number }) {
    return jwt.sign({ sub: user.id, ver: user.sessionVersion }, { expiresIn: "1d" })
  }

  async revokeAll(id: string) {
    // ok: require-token-version-check
    await this.prisma.user.update({ where: { id }, data: { sessionVersion: { increment: 1 } } })
  }
}

export class JwtStrategy extends PassportStrategy(Strategy) {
  constructor(private readonly prisma) {
    super({ jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(), secretOrKey: process.env.JWT_SECRET, algorithms: ["HS256"] })
  }

  async validate(payload: { sub: string; ver: number }) {
    // ruleid: require-token-version-check
    const user = await this.prisma.user.findUnique({ where: { id: payload.sub } })
    if (!user) throw new UnauthorizedException()
    return user
  }
}
