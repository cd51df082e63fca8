const fp = require("fastify-plugin")

async function pages(instance) {
  instance.get("/overview", async () => ({ open: true }))
}

async function backOffice(instance, options) {
  await instance.register(require("@fastify/cookie"))
  await instance.register(fp(pages), options)
  // ok: no-lost-hook
  instance.addHook("preHandler", async (request, reply) => {
    if (!request.cookies.desk) return reply.code(403).send()
  })
}

// ok: no-lost-hook
module.exports = backOffice
