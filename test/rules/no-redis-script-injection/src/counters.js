const express = require("express")
const Redis = require("ioredis")

const app = express()
const redis = new Redis()

app.post("/count", async (req, res) => {
  // ruleid: no-redis-script-injection
  res.json(await redis.eval(`return redis.call("INCR", "${req.body.key}")`, 0))
})

app.post("/count-safe", async (req, res) => {
  // ok: no-redis-script-injection
  res.json(await redis.eval('return redis.call("INCR", KEYS[1])', 1, `count:${req.body.key}`))
})

app.post("/command", async (req, res) => {
  // ruleid: no-redis-script-injection
  res.json(await redis.call(req.body.command, "key"))
})

app.post("/known-command", async (req, res) => {
  // ok: no-redis-script-injection
  res.json(await redis.call("JSON.GET", req.body.key))
})
