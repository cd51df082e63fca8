// @ts-nocheck fixture
import express from "express"
import Redis from "ioredis"
import { PrismaClient } from "@prisma/client"
import { MongoClient } from "mongodb"
import { Pool } from "pg"
import { createClient } from "redis"
import { tenantPool } from "./tenants.js"

const app = express()
// ok: no-client-per-request
const pool = new Pool()
let prisma

app.get("/users", async (req, res) => {
  // ruleid: no-client-per-request
  const client = new PrismaClient()
  res.json(await client.user.findMany({ take: 10 }))
})

class Database extends PrismaClient {
  async ready() {
    await this.$connect()
  }
}

app.get("/settings", async (req, res) => {
  // ruleid: no-client-per-request
  res.json(await new Database().setting.findMany({ take: 10 }))
})

app.get("/orders", async (req, res) => {
  // ruleid: no-client-per-request
  const orders = await new Pool({ connectionString: process.env.DATABASE_URL }).query("SELECT id FROM orders LIMIT 10")
  res.json(orders.rows)
})

app.get("/events", async (req, res) => {
  // ruleid: no-client-per-request
  const mongo = await MongoClient.connect(process.env.MONGO_URL)
  res.json(await mongo.db().collection("events").findOne({}))
})

app.get("/cache", async (req, res) => {
  res.json(await read("cache"))
})

async function read(key) {
  // ruleid: no-client-per-request
  const redis = new Redis()
  return redis.get(key)
}

app.get("/fine", async (req, res) => {
  // ok: no-client-per-request
  prisma ??= new PrismaClient()
  // ok: no-client-per-request
  if (!app.locals.redis) app.locals.redis = createClient()
  const tenant = tenantPool(req.params.tenant)
  // ok: no-client-per-request
  const connection = await pool.connect()
  connection.release()
  res.json([await prisma.user.count(), await tenant.query("SELECT 1")])
})

// The factory makes one; who calls it keeps it.
function createCache() {
  // ok: no-client-per-request
  return new Redis({ lazyConnect: true })
}
let cache
function cacheOnce() {
  if (!cache) cache = createCache()
  return cache
}
app.get("/kept", async (req, res) => {
  res.json(await cacheOnce().get("kept"))
})
