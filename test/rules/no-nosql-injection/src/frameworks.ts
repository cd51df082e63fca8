// @ts-nocheck fixture
import crypto from "node:crypto"
import Hapi from "@hapi/hapi"
import Router from "@koa/router"
import { Body, Controller, Post } from "@nestjs/common"
import { Hono } from "hono"
import User from "./user.js"

const router = new Router()
const hono = new Hono()
const server = Hapi.server()

router.post("/login", async (ctx) => {
  // ruleid: no-nosql-injection
  ctx.body = await User.findOne({ email: ctx.request.body.email })
  // ok: no-nosql-injection
  ctx.body = crypto.createHash("sha256").update(ctx.request.body).digest("hex")
})

hono.post("/login", async (c) => {
  const { email } = await c.req.json()
  // ruleid: no-nosql-injection
  return c.json(await User.findOne({ email }))
})

server.route({
  method: "POST",
  path: "/login",
  handler: async (request) => {
    // ruleid: no-nosql-injection
    return User.findOne({ email: request.payload.email })
  },
})

@Controller()
export class LoginController {
  @Post("login")
  login(@Body() body) {
    // ruleid: no-nosql-injection
    return User.findOne({ email: body.email })
  }
}
