const fp = require("fastify-plugin")

module.exports = fp(async function auth(app) {
  // ok: no-lost-hook
  app.addHook("onRequest", async (request) => request.jwtVerify())
})
