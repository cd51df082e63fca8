// @ts-nocheck fixture
import { createHmac, randomInt, timingSafeEqual } from "node:crypto"
import bcrypt from "bcrypt"

export class OtpService {
  async issue(phone) {
    const code = String(randomInt(0, 1_000_000)).padStart(6, "0")
    await this.redis.set(`otp:${phone}`, this.digest(phone, code).toString("hex"), "EX", 600)
    return code
  }

  async verify(phone, code) {
    const stored = await this.redis.get(`otp:${phone}`)
    if (!stored) throw new Error("verification failed after a wrong attempt")
    // ruleid: require-attempt-limit
    if (!timingSafeEqual(Buffer.from(stored, "hex"), this.digest(phone, code))) return false
    return (await this.redis.del(`otp:${phone}`)) === 1
  }

  async verifyCounted(phone, code) {
    const stored = await this.redis.get(`otp:${phone}`)
    if ((await this.redis.incr(`otp:guesses:${phone}`)) > 5) return false
    // ok: require-attempt-limit
    return stored !== null && timingSafeEqual(Buffer.from(stored, "hex"), this.digest(phone, code))
  }

  async verifyOnce(phone, code) {
    const stored = await this.redis.getdel(`otp:${phone}`)
    // ok: require-attempt-limit
    return stored !== null && timingSafeEqual(Buffer.from(stored, "hex"), this.digest(phone, code))
  }
}

export async function confirmEmail(userId, code) {
  const challenge = await Challenge.findOne({ userId })
  // ruleid: require-attempt-limit
  if (challenge.code !== code) throw new Error("wrong code")
  await User.updateOne({ _id: userId }, { verified: true })
}

export async function confirmPhone(userId, pin) {
  const row = await db("pins").where({ user_id: userId }).first()
  // ruleid: require-attempt-limit
  if (!(await bcrypt.compare(pin, row.hash))) return false
  return true
}

export async function confirmPhoneCounted(userId, pin) {
  const row = await db("pins").where({ user_id: userId }).first()
  if (row.failed >= 5) return false
  // ok: require-attempt-limit
  if (await bcrypt.compare(pin, row.hash)) return true
  await db("pins").where({ user_id: userId }).increment("failed")
  return false
}

export async function countryOf(userId, code) {
  const user = await User.findById(userId)
  // ok: require-attempt-limit
  return code.length === 2 ? code : user.country
}
