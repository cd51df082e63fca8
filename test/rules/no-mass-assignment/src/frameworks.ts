// @ts-nocheck fixture
import Hapi from "@hapi/hapi"
import Router from "@koa/router"
import { MongoClient } from "mongodb"
import { drizzle } from "drizzle-orm/node-postgres"
import Fastify from "fastify"
import { Hono } from "hono"
import { User } from "./models.js"
import { users } from "./schema.js"

const fastify = Fastify()
const router = new Router()
const hono = new Hono()
const server = Hapi.server()
const db = drizzle(process.env.DATABASE_URL)
const accounts = new MongoClient("mongodb://db").db().collection("accounts")

fastify.post("/users", async (request) => {
  // ruleid: no-mass-assignment
  return User.create(request.body)
})

router.put("/users/:id", async (ctx) => {
  // ruleid: no-mass-assignment
  ctx.body = await accounts.updateOne({ _id: ctx.params.id }, { $set: ctx.request.body })
  // ok: no-mass-assignment
  ctx.body = await accounts.updateOne({ _id: ctx.params.id }, { $set: { name: ctx.request.body.name } })
})

hono.post("/users", async (c) => {
  const body = await c.req.json()
  // ruleid: no-mass-assignment
  await db.insert(users).values(body)
  // ok: no-mass-assignment
  await db.insert(users).values({ name: body.name })
  return c.body(null, 201)
})

server.route({
  method: "POST",
  path: "/users",
  handler: async (request) => {
    // ruleid: no-mass-assignment
    return User.create(request.payload)
  },
})
