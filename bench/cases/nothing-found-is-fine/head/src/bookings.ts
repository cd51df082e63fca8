import type { FastifyInstance } from "fastify"
import { prisma } from "./prisma.js"
import { clerkOf } from "./user.js"

export async function bookings(app: FastifyInstance) {
  app.get("/", async (request) => {
    const { hotelId } = clerkOf(request)
    return prisma.booking.findMany({ where: { hotelId }, orderBy: { from: "asc" }, take: 100 })
  })

  app.get<{ Params: { id: string } }>("/:id", async (request) => {
    const { hotelId } = clerkOf(request)
    const booking = await prisma.booking.findFirst({ where: { id: Number(request.params.id), hotelId } })
    return { guest: booking?.guest, from: booking?.from, to: booking?.to, status: booking?.status }
  })
}
