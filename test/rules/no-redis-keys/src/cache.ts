// @ts-nocheck fixture
import express from "express"
import Redis from "ioredis"
import { createClient } from "redis"

const app = express()
const redis = new Redis()
const client = createClient()

app.delete("/cache/:user", async (req, res) => {
  // ruleid: no-redis-keys
  const names = await redis.keys(`user:${req.params.user}:*`)
  if (names.length > 0) await redis.del(names)
  // ruleid: no-redis-keys
  const sessions = await client.keys("session:*")
  res.json({ names, sessions })
})

export class Invalidation {
  constructor(private readonly redisClient) {}

  async run(prefix: string) {
    // ruleid: no-redis-keys
    return this.redisClient.keys(`${prefix}*`)
  }
}

app.get("/fine", async (req, res) => {
  const names = []
  // ok: no-redis-keys
  for await (const found of client.scanIterator({ MATCH: "session:*", COUNT: 200 })) names.push(found)
  // ok: no-redis-keys
  const fields = await redis.hkeys("settings")
  // ok: no-redis-keys
  const own = Object.keys(req.query)
  // ok: no-redis-keys
  const entries = [...new Map(Object.entries(req.query)).keys()]
  res.json({ names, fields, own, entries })
})
