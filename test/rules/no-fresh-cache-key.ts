// @ts-nocheck fixture
import axios from "axios"
import Redis from "ioredis"
import NodeCache from "node-cache"
import { caching } from "cache-manager"
import { countOrders, openShops } from "./shops"

const redis = new Redis()
const cache = new NodeCache({ stdTTL: 60 })
const managed = await caching("memory", { ttl: 60_000 })
const STARTED = Date.now()

export async function stats(shop) {
  const key = `stats:${shop}:${Date.now()}`
  // ruleid: no-fresh-cache-key
  const hit = await redis.get(key)
  if (hit) return JSON.parse(hit)
  const counted = await countOrders(shop)
  await redis.set(key, JSON.stringify(counted), "EX", 60)
  return counted
}

export async function open(city) {
  const now = new Date()
  const key = ["open", city, now.toISOString()].join(":")
  // ruleid: no-fresh-cache-key
  let shops = cache.get(key)
  if (!shops) {
    shops = await openShops(city, now)
    cache.set(key, shops)
  }
  return shops
}

const keyOf = (shop) => "stats:" + shop + ":" + new Date().getTime()

// ruleid: no-fresh-cache-key
export const wrapped = (shop) => managed.wrap(keyOf(shop), () => countOrders(shop))

async function cached(key, load) {
  const hit = await redis.get(key)
  if (hit !== null) return JSON.parse(hit)
  const value = await load()
  await redis.set(key, JSON.stringify(value), "EX", 60)
  return value
}

// ruleid: no-fresh-cache-key
export const helped = (shop) => cached(`stats:${shop}:${Date.now()}`, () => countOrders(shop))

// ok: no-fresh-cache-key
export const helpedRight = (shop) => cached(`stats:${shop}`, () => countOrders(shop, Date.now()))

export async function daily(shop) {
  const key = `stats:${shop}:${new Date().toISOString().slice(0, 10)}`
  // ok: no-fresh-cache-key
  const hit = await redis.get(key)
  if (hit) return JSON.parse(hit)
  const counted = await countOrders(shop)
  await redis.set(key, JSON.stringify(counted), "EX", 86_400)
  return counted
}

export async function byMinute(shop) {
  const minute = Math.floor(Date.now() / 60_000)
  const key = `stats:${shop}:${minute}`
  // ok: no-fresh-cache-key
  const hit = await redis.get(key)
  if (hit) return JSON.parse(hit)
  const counted = await countOrders(shop)
  await redis.set(key, JSON.stringify(counted), "EX", 60)
  return counted
}

export async function sinceStart(shop) {
  const key = `stats:${shop}:${STARTED}`
  // ok: no-fresh-cache-key
  const hit = cache.get(key)
  if (hit) return hit
  cache.set(key, await countOrders(shop))
}

export async function isHealthy() {
  const key = `health:${Date.now()}`
  await redis.set(key, "1", "EX", 5)
  // ok: no-fresh-cache-key
  return (await redis.get(key)) === "1"
}

export async function withTime(shop) {
  const key = `stats:${shop}`
  // ok: no-fresh-cache-key
  const hit = cache.get(key)
  if (hit) return hit
  cache.set(key, { counted: await countOrders(shop), at: Date.now() })
}

// ok: no-fresh-cache-key
export const uncached = () => axios.get(`https://shops.example/all?t=${Date.now()}`, { timeout: 1_000 })
