// @ts-nocheck fixture
import Redis from "ioredis"
import { createClient } from "redis"
import { buildReport, createInvoices, migrate, welcome } from "./work"

const redis = new Redis(process.env.REDIS_URL)
const client = createClient()

export async function nightly() {
  // ruleid: require-lock-expiry
  const got = await redis.set("lock:nightly", "1", "NX")
  if (!got) return
  try {
    await buildReport()
  } finally {
    await redis.del("lock:nightly")
  }
}

export async function runInvoices(month) {
  const lockKey = `invoices:${month}:lock`
  // ruleid: require-lock-expiry
  if ((await redis.setnx(lockKey, process.pid)) === 0) return
  await createInvoices(month)
  await redis.del(lockKey)
}

export async function cachedReport(id) {
  await redis.set(`report:${id}`, await buildReport(id), "EX", 60)
}

export class Mutex {
  constructor(private readonly store) {}

  async acquire(name) {
    // ruleid: require-lock-expiry
    return (await this.store.set(`mutex:${name}`, "held", { NX: true })) === "OK"
  }

  async release(name) {
    await this.store.del(`mutex:${name}`)
  }
}

export async function exclusively(name, work) {
  // ok: require-lock-expiry
  if ((await client.set(`lock:${name}`, "held", { NX: true, PX: 30_000 })) === null) throw new Error("busy")
  try {
    return await work()
  } finally {
    await client.del(`lock:${name}`)
  }
}

const RELEASE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0"

export async function owned(name, token, work) {
  const key = `owned:${name}`
  // ruleid: require-lock-expiry
  if ((await redis.set(key, token, "NX")) !== "OK") return
  try {
    await work()
  } finally {
    await redis.eval(RELEASE, 1, key, token)
  }
}

export async function ownedInTime(name, token, work) {
  const key = `timed:${name}`
  // ok: require-lock-expiry
  if ((await client.set(key, token, { NX: true, PX: 30_000 })) !== "OK") return
  try {
    await work()
  } finally {
    await client.eval(RELEASE, { keys: [key], arguments: [token] })
  }
}

export async function bySettings(name, options, work) {
  // ok: require-lock-expiry
  if ((await client.set(`lock:${name}`, "held", { NX: true, ...options })) === null) throw new Error("busy")
  try {
    return await work()
  } finally {
    await client.del(`lock:${name}`)
  }
}

export async function inTwoSteps(id) {
  const key = `sync:${id}:lock`
  // ok: require-lock-expiry
  if ((await redis.setnx(key, "1")) === 0) return
  await redis.expire(key, 60)
  await migrate(id)
  await redis.del(key)
}

export async function welcomeOnce(user) {
  const key = `welcomed:${user.id}`
  // The mark stays: each user is welcomed once.
  // ok: require-lock-expiry
  if ((await redis.setnx(key, "1")) === 0) return
  try {
    await welcome(user)
  } catch (error) {
    await redis.del(key)
    throw error
  }
}

export async function firstSeen(id) {
  // ok: require-lock-expiry
  return (await redis.set(`seen:${id}`, Date.now(), "NX")) === "OK"
}

export async function setDefault(name, value) {
  // ok: require-lock-expiry
  await redis.setnx(`settings:${name}`, value)
}

export async function forgetSetting(name) {
  await redis.del(`settings:${name}`)
}
