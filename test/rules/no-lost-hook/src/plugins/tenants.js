const fp = require("fastify-plugin")

async function directory(instance, { tenants }) {
  instance.decorateRequest("tenant", null)
  instance.decorate("tenantOf", (request) => tenants.byHost(request.hostname))
}

async function tenancy(instance, options) {
  await instance.register(require("@fastify/cookie"))
  await instance.register(fp(directory), options)
  instance.addHook("preHandler", async (request, reply) => {
    request.tenant = await instance.tenantOf(request)
    if (!request.tenant) return reply.code(403).send()
  })
}

// ruleid: no-lost-hook
module.exports = tenancy
