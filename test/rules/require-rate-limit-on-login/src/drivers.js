module.exports = async function drivers(fastify, { accounts }) {
  await fastify.register(require("@fastify/rate-limit"), { global: false })

  // ruleid: require-rate-limit-on-login
  fastify.post("/pin", async (request, reply) => {
    const session = await accounts.enter(request.body.driver, request.body.pin)
    return session ?? reply.code(401).send()
  })

  // ok: require-rate-limit-on-login
  fastify.post("/sign-in", { config: { rateLimit: { max: 5, timeWindow: "10 minutes" } } }, async (request, reply) => {
    const session = await accounts.signIn(request.body.name, request.body.word)
    return session ?? reply.code(401).send()
  })
}
