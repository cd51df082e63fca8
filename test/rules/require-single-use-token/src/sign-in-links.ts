// @ts-nocheck fixture
import { randomBytes } from "node:crypto"
import { digestOf } from "./digest"

export class SignInLinks {
  constructor(private readonly redis, private readonly origin: string) {}

  async send(memberId: string) {
    const secret = randomBytes(24).toString("hex")
    await this.redis.set(`link:${digestOf(secret)}`, memberId, "EX", 900)
    return `${this.origin}/enter?secret=${secret}`
  }

  async redeem(given: string) {
    // ruleid: require-single-use-token
    const memberId = await this.redis.get(`link:${digestOf(given)}`)
    return memberId ? { memberId } : null
  }

  async peek(given: string) {
    // ok: require-single-use-token
    return (await this.redis.get(`link:${digestOf(given)}`)) !== null
  }
}
