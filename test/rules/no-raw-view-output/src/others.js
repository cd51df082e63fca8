const Router = require("@koa/router")
const Hapi = require("@hapi/hapi")
const fastify = require("fastify")()

fastify.get("/search", (request, reply) => {
  // ruleid: no-raw-view-output
  return reply.view("search", { term: request.query.term })
})

const router = new Router()
router.get("/search", async (ctx) => {
  // ruleid: no-raw-view-output
  await ctx.render("search", { term: ctx.query.term })
})

const server = Hapi.server()
server.route({
  method: "GET",
  path: "/search",
  handler: (request, h) => {
    // ruleid: no-raw-view-output
    return h.view("search", { term: request.query.term })
  },
})

fastify.get("/motto", (request, reply) => {
  // ruleid: no-raw-view-output
  return reply.view("motto.dust", { motto: request.query.motto })
})

fastify.get("/name", (request, reply) => {
  // ok: no-raw-view-output
  return reply.view("motto.dust", { motto: "live and let live", name: request.query.name })
})
