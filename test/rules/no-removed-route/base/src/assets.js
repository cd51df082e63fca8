import Fastify from "fastify"

export const app = Fastify()
app.get("/js/customers.js", async (request, reply) => reply.sendFile("customers.js"))
app.all("/js/*", async (request, reply) => reply.code(404).send())
app.get("/js/customers.js.map", async (request, reply) => reply.sendFile("customers.js.map"))
