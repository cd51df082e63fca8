exports.plugin = {
  name: "health",
  register(server, settings) {
    server.route({
      method: "GET",
      path: settings.path ?? "/health",
      options: { auth: false },
      handler: async () => ({
        uptime: process.uptime(),
        // ruleid: no-exposed-internals
        settings: process.env,
      }),
    })
    server.route({
      method: "GET",
      path: "/mode",
      handler: async () => ({
        // ok: no-exposed-internals
        mode: process.env.NODE_ENV,
      }),
    })
  },
}
