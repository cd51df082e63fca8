import Fastify from "fastify"

export const app = Fastify()
// ok: no-removed-route
app.get("/customers/:id", async (request) => ({ id: request.params.id }))
app.patch("/customers/:id", async () => ({}))
// ok: no-removed-route
app.all("/clients/*", async (request, reply) => reply.redirect("/contacts"))
