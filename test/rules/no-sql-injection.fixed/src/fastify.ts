// @ts-nocheck fixture
import type { FastifyInstance } from "fastify"

export default async function routes(fastify: FastifyInstance) {
  fastify.get("/search", async (request) => {
    const client = await fastify.pg.connect()
    // ruleid: no-sql-injection
    return client.query("SELECT * FROM t WHERE q = $1", [request.query.q])
  })
  fastify.route({
    method: "GET",
    url: "/one",
    handler: async (request) => {
      // ok: no-sql-injection
      return fastify.pg.query("SELECT * FROM t WHERE id = $1", [request.query.id])
    },
  })
}
