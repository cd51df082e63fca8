// @ts-nocheck fixture
import { randomUUID } from "node:crypto"
import Redis from "ioredis"

const redis = new Redis()
const RELEASE = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0"

export async function exclusively(name, ttl, work) {
  const key = `once:${name}`
  const ok = await redis.set(key, randomUUID(), "PX", ttl, "NX")
  if (ok !== "OK") throw new Error("busy")
  try {
    return await work()
  } finally {
    // ruleid: require-lock-ownership
    await redis.del(key)
  }
}

export class Lock {
  constructor(private readonly client) {}

  async tryAcquire(name, ttl) {
    const key = "lock:" + name
    const reply = await this.client.set(key, "1", { NX: true, PX: ttl })
    if (reply === null) return null
    return {
      release: async () => {
        // ruleid: require-lock-ownership
        await this.client.del(key)
      },
    }
  }
}

export async function acquire(id) {
  return (await redis.setnx(`report:${id}`, process.pid)) === 1 && (await redis.expire(`report:${id}`, 30))
}

export async function release(id) {
  // ruleid: require-lock-ownership
  return redis.del(`report:${id}`)
}

export async function owned(name, ttl, work) {
  const key = `lock:${name}`
  const token = randomUUID()
  if ((await redis.set(key, token, "PX", ttl, "NX")) !== "OK") throw new Error("busy")
  try {
    return await work()
  } finally {
    // ok: require-lock-ownership
    await redis.eval(RELEASE, 1, key, token)
  }
}

export async function compared(name, ttl, work) {
  const key = `lock:${name}`
  const token = randomUUID()
  if ((await redis.set(key, token, "PX", ttl, "NX")) !== "OK") throw new Error("busy")
  try {
    return await work()
  } finally {
    // ok: require-lock-ownership
    if ((await redis.get(key)) === token) await redis.del(key)
  }
}

export async function onEvent(event, work) {
  const key = `event:${event.id}`
  if ((await redis.set(key, "1", "EX", 86_400, "NX")) !== "OK") return
  try {
    await work(event)
  } catch (error) {
    // The mark of a delivery that failed, so that the next one is handled.
    // ok: require-lock-ownership
    await redis.del(key)
    throw error
  }
}

export async function forget(id) {
  // ok: require-lock-ownership
  await redis.del(`session:${id}`)
}

const deliveredKey = (report, subscriber) => `slack:${report}:${subscriber}`

export const deliveries = {
  async reserveDelivery(report, subscriber) {
    return (await redis.set(deliveredKey(report, subscriber), 1, { EX: 86_400, NX: true })) === "OK"
  },
  async releaseDelivery(report, subscriber) {
    // ok: require-lock-ownership
    await redis.del(deliveredKey(report, subscriber))
  },
  async take(id) {
    return (await redis.set(`processed:${id}`, 1, "EX", 60, "NX")) === "OK"
  },
  async releaseTake(id) {
    // ok: require-lock-ownership
    await redis.del(`processed:${id}`)
  },
  async reserve(id) {
    return (await redis.set(`turn:${id}`, 1, "EX", 60, "NX")) === "OK"
  },
  async releaseReserve(id) {
    // ruleid: require-lock-ownership
    await redis.del(`turn:${id}`)
  },
}
