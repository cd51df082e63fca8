import Fastify from "fastify"
const fastify = Fastify()
fastify.get("/health", async () => "ok")
// ruleid: no-duplicate-route
fastify.get("/health", async () => ({ ok: true }))
fastify.get("/v", { constraints: { version: "1.0.0" } }, async () => 1)
// ok: no-duplicate-route
fastify.get("/v", { constraints: { version: "2.0.0" } }, async () => 2)
