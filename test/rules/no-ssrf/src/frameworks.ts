// @ts-nocheck fixture
import Wreck from "@hapi/wreck"
import Hapi from "@hapi/hapi"
import Router from "@koa/router"
import Fastify from "fastify"
import ky from "ky"
import needle from "needle"
import { ofetch } from "ofetch"
import superagent from "superagent"
import { request as send } from "undici"

const fastify = Fastify()
const router = new Router()
const server = Hapi.server()

fastify.get("/preview", async (request) => {
  // ruleid: no-ssrf
  const answer = await send(request.query.url)
  // ok: no-ssrf
  const mine = await send(`https://api.example/previews/${encodeURIComponent(request.query.id)}`)
  return [answer.statusCode, mine.statusCode]
})

router.post("/webhooks", async (ctx) => {
  // ruleid: no-ssrf
  ctx.body = await ky.post(ctx.request.body.callback)
  // ruleid: no-ssrf
  await superagent.get(ctx.query.image)
})

server.route({
  method: "GET",
  path: "/fetch",
  handler: async (request) => {
    // ruleid: no-ssrf
    const { payload } = await Wreck.get(request.query.url)
    // ruleid: no-ssrf
    await needle.get(request.query.next)
    // ruleid: no-ssrf
    await ofetch(request.query.last)
    return payload.length
  },
})
