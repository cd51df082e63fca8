// @ts-nocheck fixture
import axios from "axios"
import { jwtVerify } from "jose"
import { redis } from "./redis"

export async function authenticate(request, reply) {
  const token = request.headers.authorization?.slice(7)
  if (!token) return reply.code(401).send()
  try {
    const { payload } = await jwtVerify(token, request.server.secret, { algorithms: ["HS256"] })
    request.user = payload
    // ruleid: no-open-failure
  } catch (error) {
    request.log.warn({ error }, "the token was refused")
  }
}

export async function strict(request, reply) {
  try {
    await request.jwtVerify()
    // ok: no-open-failure
  } catch (error) {
    request.log.warn({ error }, "the token was refused")
    return reply.code(401).send()
  }
}

export async function isAllowed(userId: string, action: string) {
  try {
    const { data } = await axios.post("http://policies:8181/v1/data/allow", { input: { userId, action } })
    return data.result === true
  } catch (error) {
    console.error("policies cannot be asked", error)
    // ruleid: no-open-failure
    return true
  }
}

export class AccessGuard {
  constructor(private readonly access) {}

  async canActivate(context) {
    const { user } = context.switchToHttp().getRequest()
    try {
      return await this.access.of(user.id)
    } catch {
      // ruleid: no-open-failure
      return true
    }
  }
}

export async function rejectRevoked(req, res, next) {
  try {
    if (await redis.exists(`revoked:${req.user.jti}`)) return res.sendStatus(401)
    next()
  } catch (error) {
    req.log.error(error)
    // ruleid: no-open-failure
    next()
  }
}

export async function limit(req, res, next) {
  try {
    if ((await redis.incr(`rate:${req.ip}`)) > 100) return res.sendStatus(429)
  } catch (error) {
    req.log.warn(error)
  }
  // ok: no-open-failure
  next()
}

export async function isRateLimitAllowed(key: string) {
  try {
    return (await redis.incr(key)) < 100
  } catch {
    // ok: no-open-failure
    return true
  }
}
