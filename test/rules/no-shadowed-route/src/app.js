import Fastify from "fastify"
const fastify = Fastify()
fastify.get("/users/:id", async () => "one")
// ok: no-shadowed-route
fastify.get("/users/me", async () => "me")
