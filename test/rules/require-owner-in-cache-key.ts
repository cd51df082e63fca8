// @ts-nocheck fixture
import express from "express"
import Redis from "ioredis"
import { caching } from "cache-manager"
import { loadDashboard, listOrders, listCities, readOrder, logger, pool } from "./data"

const app = express()
const redis = new Redis()
const cache = await caching("memory", { ttl: 60_000 })
const KEYS = { orders: "orders:recent", cities: "cities" }

app.get("/dashboard", async (req, res) => {
  // ruleid: require-owner-in-cache-key
  res.json(await cache.wrap("dashboard", () => loadDashboard(req.user.tenantId)))
})

app.get("/me/orders", async (req, res) => {
  // ruleid: require-owner-in-cache-key
  const cached = await redis.get(KEYS.orders)
  if (cached) return res.json(JSON.parse(cached))
  const { rows } = await pool.query("SELECT id FROM orders WHERE user_id = $1 LIMIT 20", [req.user.id])
  await redis.set(KEYS.orders, JSON.stringify(rows), "EX", 60)
  res.json(rows)
})

app.get("/orders", async (req, res) => {
  const { page } = req.query
  const { orgId } = req.auth
  const key = `orders:${page}`
  // ruleid: require-owner-in-cache-key
  let orders = await cache.get(key)
  if (!orders) {
    orders = await listOrders(orgId, page)
    await cache.set(key, orders)
  }
  res.json(orders)
})

export async function report(tenantId, month) {
  // ruleid: require-owner-in-cache-key
  return cache.wrap(`report:${month}`, async () => {
    const rows = await listOrders(tenantId, month)
    return rows.length
  })
}

async function cached(key, seconds, load) {
  const hit = await redis.get(`cache:${key}`)
  if (hit !== null) return JSON.parse(hit)
  const value = await load()
  await redis.set(`cache:${key}`, JSON.stringify(value), "EX", seconds)
  return value
}

app.get("/helped", async (req, res) => {
  // ruleid: require-owner-in-cache-key
  res.json(await cached("orders", 60, () => listOrders(req.user.id)))
})

app.get("/helped/right", async (req, res) => {
  // ok: require-owner-in-cache-key
  res.json(await cached(`orders:${req.user.id}`, 60, () => listOrders(req.user.id)))
})

app.get("/timed", async (req, res) => {
  // Runs it and keeps nothing.
  // ok: require-owner-in-cache-key
  res.json(await timed("orders", () => listOrders(req.user.id)))
})

async function timed(name, work) {
  const started = performance.now()
  const done = await work()
  logger.info({ name, took: performance.now() - started })
  return done
}

app.get("/tenant/dashboard", async (req, res) => {
  // ok: require-owner-in-cache-key
  res.json(await cache.wrap(`dashboard:${req.user.tenantId}`, () => loadDashboard(req.user.tenantId)))
})

app.get("/cities", async (req, res) => {
  // ok: require-owner-in-cache-key
  const cities = await cache.wrap(KEYS.cities, () => {
    logger.info({ userId: req.user.id }, "reading the cities")
    return listCities()
  })
  res.json(cities)
})

app.get("/keyed", async (req, res) => {
  const key = keyFor(req, "orders")
  // ok: require-owner-in-cache-key
  res.json(await cache.wrap(key, () => listOrders(req.user.id)))
})

export async function inCacheOf(tenantId, scoped) {
  // ok: require-owner-in-cache-key
  return scoped.cache.wrap("dashboard", () => loadDashboard(tenantId))
}

export async function once(userId) {
  const memoCache = new Map()
  // ok: require-owner-in-cache-key
  if (!memoCache.get("orders")) memoCache.set("orders", await listOrders(userId))
  return memoCache.get("orders")
}

export async function ofPrefix(prefix, userId) {
  // ok: require-owner-in-cache-key
  return cache.wrap(`${prefix}:orders`, () => listOrders(userId))
}

app.get("/rates", async (req, res) => {
  const key = `rates:${req.query.currency}`
  // ok: require-owner-in-cache-key
  const cached = await redis.get(key)
  if (cached) return res.json({ userId: req.user.id, rates: JSON.parse(cached) })
  const rates = await fetch(`https://rates.example/${req.query.currency}`).then((answer) => answer.json())
  await redis.set(key, JSON.stringify(rates), "EX", 60)
  res.json({ userId: req.user.id, rates })
})
