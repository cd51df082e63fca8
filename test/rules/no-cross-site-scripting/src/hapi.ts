import Hapi from "@hapi/hapi"

const server = Hapi.server({ port: 3000 })

server.route({
  method: "GET",
  path: "/hello",
  handler: (request, h) => {
    // ruleid: no-cross-site-scripting
    return `<h1>${request.query.name}</h1>`
  },
})

server.route({
  method: "GET",
  path: "/response",
  handler: (request, h) => {
    // ruleid: no-cross-site-scripting
    const answer = h.response(`Hello ${request.query.name}`)
    return answer
  },
})

server.route({
  method: "GET",
  path: "/plain",
  handler: (request, h) => {
    // ok: no-cross-site-scripting
    return h.response(`Hello ${request.query.name}`).type("text/plain")
  },
})

server.route({
  method: "GET",
  path: "/json",
  handler: (request) => {
    // ok: no-cross-site-scripting
    return { name: request.query.name }
  },
})
