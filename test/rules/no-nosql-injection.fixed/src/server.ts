// @ts-nocheck fixture
import Fastify from "fastify"
import User from "./user"

const app = Fastify()

app.post("/invite", async (request) => {
  // ruleid: no-nosql-injection
  return User.findOne({ email: String(request.body.email) })
})

app.post("/checked", { schema: { body: { type: "object", properties: { email: { type: "string" } } } } }, async (request) => {
  // ok: no-nosql-injection
  return User.findOne({ email: request.body.email })
})

app.get("/find", async (request) => {
  // ok: no-nosql-injection
  return User.findOne({ email: request.query.email })
})

const body = { type: "object", properties: { name: { type: "string" }, filter: { type: "object" } } }

app.post("/unnamed", { schema: { body } }, async (request) => {
  // ok: no-nosql-injection
  await User.findOne({ name: request.body.name })
  // ruleid: no-nosql-injection
  return User.findOne({ email: String(request.body.email) })
})

app.post("/refused", { schema: { body: { ...body, additionalProperties: false } } }, async (request) => {
  // ok: no-nosql-injection
  return User.findOne({ email: request.body.email })
})

app.post("/named-only", { schema: { body: { type: "object", properties: {}, additionalProperties: false } } }, async (request) => {
  // ok: no-nosql-injection
  return User.findOne({ email: request.body.email })
})
