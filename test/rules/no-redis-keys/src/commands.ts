// @ts-nocheck fixture
import express from "express"
import Redis from "ioredis"
import { createClient } from "redis"

const app = express()
const redis = new Redis()
const client = createClient()

app.get("/sessions", async (req, res) => {
  // ruleid: no-redis-keys
  const names = await redis.call("KEYS", "session:*")
  // ruleid: no-redis-keys
  const others = await client.sendCommand(["KEYS", "session:*"])
  // ok: no-redis-keys
  const size = await client.sendCommand(["DBSIZE"])
  // ok: no-redis-keys
  const page = await redis.call("SCAN", "0", "MATCH", "session:*")
  res.json({ names, others, size, page })
})
