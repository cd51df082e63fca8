const Hapi = require("@hapi/hapi")
const fastify = require("fastify")()

const server = Hapi.server({ port: 3000 })

server.route({
  method: "GET",
  path: "/_status",
  handler: () => ({
    uptime: process.uptime(),
    // ruleid: no-exposed-internals
    config: process.env,
  }),
})

fastify.get("/_env", async () => {
  // ruleid: no-exposed-internals
  return process.env
})

fastify.get("/_mode", async () => {
  // ok: no-exposed-internals
  return { mode: process.env.NODE_ENV }
})

function settings() {
  // ok: no-exposed-internals
  return { ...process.env }
}
