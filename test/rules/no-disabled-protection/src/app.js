const http = require("node:http")
const express = require("express")
const helmet = require("helmet")
const mysql = require("mysql2/promise")
const fastify = require("fastify")
const sanitizeHtml = require("sanitize-html")
const Ajv = require("ajv")
const Hapi = require("@hapi/hapi")
const { engine } = require("express-handlebars")

const app = express()

app.use(
  helmet({
    // ruleid: no-disabled-protection
    contentSecurityPolicy: false,
    // ruleid: no-disabled-protection
    frameguard: false,
    // ok: no-disabled-protection
    crossOriginEmbedderPolicy: false,
    // ok: no-disabled-protection
    hsts: { maxAge: 31536000 },
    // ok: no-disabled-protection
    noSniff: process.env.NODE_ENV === "development" ? false : undefined,
  }),
)
app.get("/widget", (req, res) => {
  // ruleid: no-disabled-protection
  res.removeHeader("X-Frame-Options")
  res.render("widget")
})

const options = {
  uri: process.env.DATABASE_URL,
  // ruleid: no-disabled-protection
  multipleStatements: true,
}
mysql.createPool(options)
// ok: no-disabled-protection
mysql.createPool({ uri: process.env.DATABASE_URL, multipleStatements: false })
// ruleid: no-disabled-protection
http.createServer({ insecureHTTPParser: true }, app)
// ruleid: no-disabled-protection
http.createServer({ requestTimeout: 0 }, app)
// ok: no-disabled-protection
http.createServer({ requestTimeout: 30_000 }, app)
// ruleid: no-disabled-protection
fastify({ onProtoPoisoning: "ignore" })
// ruleid: no-disabled-protection
fastify({ ajv: { customOptions: { allErrors: true } } })
// ok: no-disabled-protection
fastify({ onProtoPoisoning: "remove" })
// ruleid: no-disabled-protection
module.exports.clean = (text) => sanitizeHtml(text, { allowedTags: false })
// ok: no-disabled-protection
module.exports.plain = (text) => sanitizeHtml(text, { allowedTags: [] })
// ruleid: no-disabled-protection
module.exports.ajv = new Ajv({ allErrors: true })
// ruleid: no-disabled-protection
app.engine("hbs", engine({ runtimeOptions: { allowProtoMethodsByDefault: true } }))

const server = Hapi.server({ port: 3000 })
server.route({
  method: "POST",
  path: "/orders",
  options: {
    validate: {
      payload: schema,
      // ruleid: no-disabled-protection
      failAction: "ignore",
    },
  },
})
server.route({
  method: "PUT",
  path: "/orders",
  // ok: no-disabled-protection
  options: { validate: { payload: schema, failAction: "error" } },
})
// ruleid: no-disabled-protection
mysql.createPool({ host: "db.example.com", user: "app", password: "" })
// ok: no-disabled-protection
mysql.createPool({ host: "db.example.com", user: "app", password: process.env.DB_PASSWORD })
app.use(
  "/embedded",
  helmet({
    contentSecurityPolicy: { directives: { frameAncestors: ["'self'", process.env.PARTNER_ORIGIN] } },
    // ok: no-disabled-protection
    xFrameOptions: false,
  }),
)
app.use(
  "/open",
  helmet({
    contentSecurityPolicy: { directives: { frameAncestors: ["*"] } },
    // ruleid: no-disabled-protection
    xFrameOptions: false,
  }),
)
