const express = require("express")
const fastify = require("fastify")
const rateLimit = require("express-rate-limit")

const app = express()
// ruleid: no-spoofable-rate-limit
app.set("trust proxy", true)
// ruleid: no-spoofable-rate-limit
app.enable("trust proxy")
// ok: no-spoofable-rate-limit
app.set("trust proxy", 1)
// ruleid: no-spoofable-rate-limit
fastify({ trustProxy: true })
// ok: no-spoofable-rate-limit
fastify({ trustProxy: "10.0.0.0/8" })

app.use(
  rateLimit({
    limit: 10,
    // ruleid: no-spoofable-rate-limit
    keyGenerator: (req) => req.headers["x-forwarded-for"],
  }),
)
// ok: no-spoofable-rate-limit
app.use(rateLimit({ limit: 10, keyGenerator: (req) => req.ip }))
// ok: no-spoofable-rate-limit
app.use(rateLimit({ limit: 10, keyGenerator: (req) => req.user.id }))
