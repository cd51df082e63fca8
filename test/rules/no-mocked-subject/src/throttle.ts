// @ts-nocheck fixture
export async function hit(redis, key, limit) {
  const count = await redis.incr(key)
  return { allowed: count <= limit, left: Math.max(0, limit - count) }
}
export const limits = { of: (plan) => (plan === "free" ? 10 : 100) }
