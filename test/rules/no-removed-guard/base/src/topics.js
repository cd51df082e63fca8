import Fastify from "fastify"

export const app = Fastify()

app.get("/topics", { preHandler: app.needsPermission("topics:list") }, async () => [])
