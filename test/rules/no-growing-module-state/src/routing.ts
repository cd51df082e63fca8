// @ts-nocheck fixture
import express from "express"
import { CodeCache, TtlCache } from "./ttl-cache.ts"

const app = express()
const routes = new TtlCache()
const rates = new CodeCache()

const keyOf = (from, to) => [from.lat, from.lon, to.lat, to.lon].map((each) => each.toFixed(4)).join(":")

function pair(from, to) {
  return `${from.currency}:${to.currency}`
}

export async function distance(from, to) {
  const key = keyOf(from, to)
  const known = routes.get(key)
  if (known) return known
  const route = await fetch(`https://routes.example/${key}`)
  routes.set(key, route)
  return route
}

export async function rate(from, to) {
  const key = pair(from, to)
  rates.set(key, 1)
  return rates.get(key)
}

app.get("/distance", async (req, res) => {
  res.json([await distance(req.query.from, req.query.to), await rate(req.query.from, req.query.to)])
})
