import Fastify from "fastify"

const app = Fastify()

app.get("/page", async (request, reply) => {
  // ruleid: no-cross-site-scripting
  return reply.type("text/html").send(`<h1>${request.query.title}</h1>`)
})

app.get("/text", async (request, reply) => {
  // ok: no-cross-site-scripting
  return reply.send(`Title: ${request.query.title}`)
})

app.get("/returned", async (request, reply) => {
  reply.header("content-type", "text/html; charset=utf-8")
  // ruleid: no-cross-site-scripting
  return `<h1>${request.query.title}</h1>`
})

app.get("/returned-text", async (request) => {
  // ok: no-cross-site-scripting
  return `Title: ${request.query.title}`
})
