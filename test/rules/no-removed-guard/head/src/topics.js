import Fastify from "fastify"

export const app = Fastify()

app.get(
  "/topics",
  {
    preHandler: [
      async (request, reply) => {
        if (request.session?.isBroker) return
        await app.needsPermission("topics:list")(request, reply)
      },
    ],
  },
  async () => [],
)
