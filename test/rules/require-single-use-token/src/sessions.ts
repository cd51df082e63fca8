// @ts-nocheck fixture
import { randomBytes } from "node:crypto"

// Begun with a magic link.
export class Sessions {
  constructor(private readonly redis) {}

  async open(memberId: string) {
    const secret = randomBytes(24).toString("hex")
    await this.redis.set(`session:${secret}`, memberId, "EX", 86_400)
    return secret
  }

  async verify(secret: string) {
    // ok: require-single-use-token
    return this.redis.get(`session:${secret}`)
  }
}
