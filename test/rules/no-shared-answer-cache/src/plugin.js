const fp = require("fastify-plugin")

module.exports = fp(async function answerCache(app, { redis }) {
  function keyFor(request) {
    // ruleid: no-shared-answer-cache
    return `rc:${request.method}:${request.url}`
  }

  app.addHook("preHandler", async (request, reply) => {
    if (!request.routeOptions.config.cacheSeconds) return
    const hit = await redis.get(keyFor(request))
    if (hit !== null) return reply.send(hit)
  })
})
