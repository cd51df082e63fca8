// @ts-nocheck fixture
import type { Request, ResponseToolkit, ServerRoute } from "@hapi/hapi"
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify"

export async function leave(request: Request, h: ResponseToolkit) {
  // ruleid: no-open-redirect
  return h.redirect(request.query.to)
}

async function stay(request: Request, h: ResponseToolkit) {
  // ok: no-open-redirect
  return h.redirect(`/users/${encodeURIComponent(request.query.to)}`)
}

export const routes: ServerRoute[] = [
  { method: "GET", path: "/leave", handler: leave },
  { method: "GET", path: "/stay", handler: stay },
]

export async function plugin(app: FastifyInstance) {
  app.get("/out", async (request: FastifyRequest<{ Querystring: { to: string } }>, reply: FastifyReply) => {
    // ruleid: no-open-redirect
    return reply.code(302).header("Location", request.query.to).send()
  })
}
