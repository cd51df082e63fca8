module.exports = function addAuth(app) {
  // ok: no-lost-hook
  app.addHook("onRequest", async (request) => request.jwtVerify())
}
