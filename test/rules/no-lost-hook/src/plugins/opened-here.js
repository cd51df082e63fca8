module.exports = async function opened(app) {
  // ok: no-lost-hook
  app.addHook("onRequest", async (request) => request.jwtVerify())
}
