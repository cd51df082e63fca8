import type { FastifyInstance } from "fastify"
import { prisma } from "./prisma.js"
import { clerkOf } from "./user.js"

export async function bookings(app: FastifyInstance) {
  app.get("/", async (request) => {
    const { hotelId } = clerkOf(request)
    return prisma.booking.findMany({ where: { hotelId }, orderBy: { from: "asc" }, take: 100 })
  })

  app.get<{ Querystring: { status: string } }>("/by-status", async (request) => {
    const { status } = request.query
    return prisma.booking.findMany({ where: { status, hotelId: clerkOf(request).hotelId }, orderBy: { from: "asc" }, take: 100 })
  })
}
