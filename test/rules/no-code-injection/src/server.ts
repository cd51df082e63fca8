// @ts-nocheck fixture
import Fastify from "fastify"
import { Script } from "node:vm"

const app = Fastify()

app.post("/run", async (request) => {
  // ruleid: no-code-injection
  return new Script(request.body.code).runInThisContext()
})

app.get("/sum", async (request) => {
  // ok: no-code-injection
  return eval("1 + 1")
})
