import { Redis } from "ioredis"
import { settings } from "./settings.js"

export const redis = new Redis(settings.redisUrl)

/** What the key holds, or what `load` gives, kept for a minute. */
export async function cached<T>(key: string, load: () => Promise<T>): Promise<T> {
  const known = await redis.get(key)
  if (known !== null) return JSON.parse(known) as T
  const value = await load()
  await redis.set(key, JSON.stringify(value), "EX", 60)
  return value
}
