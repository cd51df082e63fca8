const jwt = require("jsonwebtoken")

async function merchantAuth(app, { secret }) {
  app.decorateRequest("merchant", null)
  app.addHook("onRequest", async (request, reply) => {
    try {
      request.merchant = jwt.verify(request.headers.authorization ?? "", secret, { algorithms: ["HS256"] })
    } catch {
      return reply.code(401).send({ error: "unauthenticated" })
    }
  })
}

// ruleid: no-lost-hook
module.exports = merchantAuth
