// @ts-nocheck fixture
import express from "express"
import Redis from "ioredis"

const app = express()
const redis = new Redis()

class Remembered {
  constructor(private readonly store = new Redis()) {}

  async get(key, load) {
    const known = await this.store.get(key)
    if (known) return JSON.parse(known)
    const value = await load()
    const text = JSON.stringify(value)
    // ruleid: require-cache-expiry
    await this.store.set(key, text)
    return value
  }
}
const remembered = new Remembered()

app.get("/reports/:id", async (req, res) => {
  res.json(await remembered.get(`report:${req.params.id}`, () => reportOf(req.params.id)))
})

app.get("/products/:id", async (req, res) => {
  const key = `product:${req.params.id}`
  const product = await productOf(req.params.id)
  // ruleid: require-cache-expiry
  await redis.set(key, JSON.stringify(product))
  // ok: require-cache-expiry
  await redis.set(key, JSON.stringify(product), "EX", 300)
  const latest = "product:latest"
  // ok: require-cache-expiry
  await redis.set(latest, JSON.stringify(product))
  res.json(product)
})
