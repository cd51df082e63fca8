// @ts-nocheck fixture
export default async function accounts(fastify) {
  fastify.get("/accounts", { preHandler: [fastify.authenticate] }, list)
  fastify.post("/accounts", { preHandler: [fastify.authenticate] }, create)
  fastify.put("/accounts/:id", { preHandler: [fastify.authenticate] }, replace)
  // ruleid: require-auth-on-route
  fastify.delete("/accounts/:id", { schema: {} }, remove)
  // ok: require-auth-on-route
  fastify.delete("/accounts", { onRequest: fastify.authenticate }, removeAll)
}
async function list() {}
async function create() {}
async function replace() {}
async function remove() {}
async function removeAll() {}
