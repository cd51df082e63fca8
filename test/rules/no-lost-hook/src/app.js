const Fastify = require("fastify")
const fp = require("fastify-plugin")
const { startTimer } = require("./plugins/timing")

const app = Fastify()

app.register(require("./plugins/merchant-auth"), { secret: process.env.SECRET })
app.register(require("./plugins/wrapped-auth"))
app.register(require("./plugins/api"), { prefix: "/api" })
app.register(fp(require("./plugins/opened-here")))
app.register(startTimer)
app.register(require("./plugins/tenants"), { tenants: require("./tenants") })
app.register(require("./plugins/back-office"), { prefix: "/desk" })
require("./plugins/added-by-hand")(app)

// ok: no-lost-hook
app.register(async (api) => {
  api.addHook("onRequest", requireLogin)
  api.get("/me", async (request) => request.user)
})

// ruleid: no-lost-hook
app.register(async (api) => {
  api.addHook("onRequest", requireLogin)
})

app.register(require("./routes/shipments"), { prefix: "/shipments" })
