module.exports = async function api(app) {
  // ok: no-lost-hook
  app.addHook("preHandler", app.authenticate)
  app.register(require("../routes/shipments"))
}
