import jwt from "@fastify/jwt"
import Fastify from "fastify"
import { bookings } from "./bookings.js"

export async function buildApp(secret: string) {
  const app = Fastify({ logger: true })
  await app.register(jwt, { secret })
  app.addHook("onRequest", async (request) => {
    await request.jwtVerify()
  })
  await app.register(bookings, { prefix: "/bookings" })
  return app
}
