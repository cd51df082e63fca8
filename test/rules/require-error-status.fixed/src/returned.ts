import express from "express"
import Fastify from "fastify"
import { Hono } from "hono"
import Router from "@koa/router"
import { load } from "./load.ts"

const app = Fastify()

app.get("/users/:id", async (request) => {
  try {
    return await load(request.params.id)
  } catch {
    // ruleid: require-error-status
    return { error: "loading failed" }
  }
})

app.get("/members/:id", async (request, reply) => {
  try {
    return await load(request.params.id)
  } catch {
    reply.code(502)
    // ok: require-error-status
    return { error: "loading failed" }
  }
})

const router = new Router()

router.get("/users/:id", async (ctx) => {
  try {
    ctx.body = await load(ctx.params.id)
  } catch {
    // ruleid: require-error-status
    ctx.body = { error: "loading failed" }
  }
})

router.get("/members/:id", async (ctx) => {
  try {
    ctx.body = await load(ctx.params.id)
  } catch {
    ctx.status = 502
    // ok: require-error-status
    ctx.body = { error: "loading failed" }
  }
})

const hono = new Hono()

// ruleid: require-error-status
hono.onError((error, c) => c.json({ message: "failed" }))
// ok: require-error-status
hono.onError((error, c) => c.json({ message: "failed" }, 500))

const server = express()

server.use((error, req, res, next) => {
  console.error(error)
  // ruleid: require-error-status
  res.status(500).json({ message: "failed" })
})

server.use((error, req, res, next) => {
  // ok: require-error-status
  res.status(error.status ?? 500).json({ message: "failed" })
})
