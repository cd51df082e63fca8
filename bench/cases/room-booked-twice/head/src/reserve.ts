import { prisma } from "./prisma.js"

export interface Stay {
  readonly hotelId: number
  readonly roomId: number
  readonly guest: string
  readonly from: Date
  readonly to: Date
}

/** Holds the room; null when it is taken. */
export async function hold(stay: Stay) {
  const taken = await prisma.booking.count({ where: { roomId: stay.roomId, from: { lt: stay.to }, to: { gt: stay.from } } })
  if (taken > 0) return null
  return prisma.booking.create({ data: stay })
}
