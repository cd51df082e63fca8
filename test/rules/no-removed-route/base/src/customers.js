import Fastify from "fastify"

export const app = Fastify()
app.get("/customers/:id", async (request) => ({ id: request.params.id }))
app.delete("/customers/:id", async () => ({}))
app.get("/clients/:id", async (request) => ({ id: request.params.id }))
