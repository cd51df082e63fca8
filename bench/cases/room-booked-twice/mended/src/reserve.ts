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
  return prisma.$transaction(
    async (transaction) => {
      const taken = await transaction.booking.count({ where: { roomId: stay.roomId, from: { lt: stay.to }, to: { gt: stay.from } } })
      return taken > 0 ? null : transaction.booking.create({ data: stay })
    },
    { isolationLevel: "Serializable" },
  )
}
