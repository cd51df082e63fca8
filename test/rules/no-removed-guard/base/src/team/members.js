// @ts-nocheck fixture
import Fastify from "fastify"
import { authenticate, requireRole } from "../auth.js"
import { db } from "../db.js"

const app = Fastify()
const adminOnly = [authenticate, requireRole("admin")]

app.patch("/team-members/:id/role", { preHandler: adminOnly }, async (request, reply) => {
  await db.setRole(request.params.id, request.body.role)
  return reply.code(204).send()
})

// ruleid: no-removed-guard
app.delete("/team-members/:id", { preHandler: adminOnly }, async (request, reply) => {
  await db.removeMember(request.params.id)
  return reply.code(204).send()
})
