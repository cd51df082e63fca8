const fastify = require("fastify")

const app = fastify()
const HOSTS = ["shop.example", "help.example"]
const LOCAL = /^\//

const visible = { querystring: { type: "object", properties: { next: { type: "string", pattern: "^[\\x21-\\x7e]{1,500}$" } } } }
const named = { querystring: { type: "object", properties: { next: { type: "string", pattern: "^[\\w./-]{1,500}$" } } } }
const word = { querystring: { type: "object", properties: { next: { type: "string", pattern: "^[\\w-]{1,500}$" } } } }

app.get("/headers", (request, reply) => {
  // ruleid: no-open-redirect
  return reply.header("referrer-policy", "no-referrer").redirect(request.query.next, 303)
})

app.get("/visible", { schema: visible }, (request, reply) => {
  // ruleid: no-open-redirect
  return reply.code(303).redirect(LOCAL.test(request.query.next) ? request.query.next : "/")
})

app.get("/named", { schema: named }, (request, reply) => {
  // ruleid: no-open-redirect
  return reply.redirect(request.query.next)
})

app.get("/word", { schema: word }, (request, reply) => {
  // ok: no-open-redirect
  return reply.redirect(request.query.next)
})

app.get("/origin", (request, reply) => {
  const target = new URL(request.query.next, "https://shop.example")
  const isOurs = HOSTS.some((host) => target.origin === `https://${host}`)
  // ok: no-open-redirect
  return reply.redirect(isOurs ? target : "/")
})

app.get("/prefix", (request, reply) => {
  const target = new URL(request.query.next, "https://shop.example")
  const isOurs = HOSTS.some((host) => target.href.startsWith(`https://${host}`))
  // ruleid: no-open-redirect
  return reply.redirect(isOurs ? target : "/")
})
