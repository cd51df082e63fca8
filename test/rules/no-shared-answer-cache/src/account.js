module.exports = async function account(app) {
  app.addHook("onRequest", async (request) => request.jwtVerify())
  app.get("/orders", { config: { cacheSeconds: 45 } }, async (request) => app.db.ordersOf(request.user.sub))
  app.get("/catalogue", { config: { cacheSeconds: 600 } }, async () => app.db.catalogue())
}
