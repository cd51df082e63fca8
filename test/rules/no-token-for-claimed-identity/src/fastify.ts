// @ts-nocheck fixture
import Fastify from "fastify"
import jwt from "@fastify/jwt"

const app = Fastify()
app.register(jwt, { secret: process.env.JWT_SECRET })

app.post("/token", async (request, reply) => {
  // ruleid: no-token-for-claimed-identity
  const token = await reply.jwtSign({ sub: request.body.userId })
  return reply.send({ token })
})

app.post("/renew", async (request, reply) => {
  await request.jwtVerify()
  // ok: no-token-for-claimed-identity
  return reply.send({ token: await reply.jwtSign({ sub: request.body.userId }) })
})
