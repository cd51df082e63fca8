// @ts-nocheck fixture
import express from "express"
import Redis from "ioredis"
import { search } from "./search.ts"

const app = express()
const redis = new Redis()

app.get("/search", async (req, res) => {
  const found = await search(req.query.text)
  // ruleid: require-cache-expiry
  await redis.set(`search:${req.query.text}`, JSON.stringify(found))
  // ok: require-cache-expiry
  await redis.set(`recent:${req.query.text}`, JSON.stringify(found), "EX", 60)
  // ok: require-cache-expiry
  await redis.set("last-search", JSON.stringify(found))
  res.json(found)
})
