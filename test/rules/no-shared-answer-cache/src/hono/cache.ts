// @ts-nocheck fixture
import { createMiddleware } from "hono/factory"
import { redis } from "../redis"

export const cached = (seconds) =>
  createMiddleware(async (c, next) => {
    const url = new URL(c.req.url)
    url.searchParams.sort()
    // ruleid: no-shared-answer-cache
    const key = `answer:${url.pathname}?${url.searchParams}`
    const hit = await redis.get(key)
    if (hit) return c.body(hit, 200, { "content-type": "application/json" })
    await next()
    await redis.set(key, await c.res.clone().text(), "EX", seconds)
  })

export const cachedByMember = (seconds) =>
  createMiddleware(async (c, next) => {
    const url = new URL(c.req.url)
    // ok: no-shared-answer-cache
    const key = `answer:${c.get("memberId")}:${url.pathname}?${url.searchParams}`
    const hit = await redis.get(key)
    if (hit) return c.body(hit, 200, { "content-type": "application/json" })
    await next()
    await redis.set(key, await c.res.clone().text(), "EX", seconds)
  })

export const cachedForAll = async (c, next) => {
  const { pathname } = new URL(c.req.url)
  // ok: no-shared-answer-cache
  const hit = await redis.get(`public:${pathname}`)
  if (hit) return c.json(JSON.parse(hit))
  await next()
}
