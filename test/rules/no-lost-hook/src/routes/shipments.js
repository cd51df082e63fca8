module.exports = async function shipments(app) {
  app.get("/", async () => [])
}
