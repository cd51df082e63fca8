// The client of the plug-in is asked for the collection each time.
export default async function accountRoutes(app) {
  const accounts = () => app.mongo.db.collection("accounts")

  function sessions() {
    return app.mongo.db.collection("sessions")
  }

  app.post("/reset", async (request, reply) => {
    const { token } = request.body
    app.log.warn("asked without \"express-mongo-sanitize\" or sanitizeFilter: true")
    // ruleid: no-nosql-injection
    const account = await accounts().findOne({ "reset.token": token })
    // ruleid: no-nosql-injection
    await sessions().deleteMany({ token })
    // ok: no-nosql-injection
    await sessions().deleteMany({ token: String(token) })
    return reply.send({ found: account !== null })
  })

  app.post("/checked", async (request, reply) => {
    const { token } = request.body
    if (typeof token !== "string") return reply.code(400).send()
    // ok: no-nosql-injection
    return reply.send({ found: (await accounts().findOne({ "reset.token": token })) !== null })
  })
}
