// @ts-nocheck fixture
import Fastify from "fastify"
import Router from "@koa/router"

const app = Fastify()
const router = new Router()

app.get("/leave", async (request, reply) => {
  // ruleid: no-open-redirect
  return reply.redirect(request.query.to)
})

app.get("/search", async (request, reply) => {
  // ok: no-open-redirect
  return reply.redirect("/find?q=" + encodeURIComponent(request.query.q))
})

router.get("/leave", (ctx) => {
  // ruleid: no-open-redirect
  ctx.redirect(ctx.query.returnTo)
})

router.get("/stay", (ctx) => {
  // ok: no-open-redirect
  ctx.redirect(`${process.env.APP_URL}/done/${ctx.params.id}`)
})
