// @ts-nocheck fixture
import { createClient } from "redis"

// ruleid: require-error-listener
export const cache = createClient({ url: process.env.REDIS_URL })
await cache.connect()
