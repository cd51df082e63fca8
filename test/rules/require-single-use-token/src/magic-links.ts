// @ts-nocheck fixture
import { randomBytes } from "node:crypto"

export class MagicLinks {
  constructor(private readonly redis) {}

  async send(memberId: string) {
    const secret = randomBytes(24).toString("hex")
    await this.redis.set(`link:${secret}`, memberId, "EX", 900)
    return secret
  }

  async redeem(secret: string) {
    // ok: require-single-use-token
    const memberId = await this.redis.get(`link:${secret}`)
    if (memberId) await this.redis.del(`link:${secret}`)
    return memberId
  }
}
