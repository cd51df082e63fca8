import type { TechnologyModel } from "./model.ts"

const READS = ["get", "hget", "hgetall", "hGet", "hGetAll", "exists", "ttl", "smembers", "sMembers"]

export const redis: TechnologyModel = {
  technology: "Redis",
  packages: ["redis", "ioredis"],
  same: [
    { from: "redis.createClient()", to: "redis()" },
    { from: "redis.Redis()", to: "redis()" },
    { from: "redis.RedisClientType()", to: "redis()" },
  ],
  facts: [
    ...READS.map((method) => ({ call: `redis().${method}`, is: ["returns-promise", "db-read"] as const })),
    { call: "redis().keys", is: ["returns-promise", "db-list"] },
  ],
}
