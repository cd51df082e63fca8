import { prisma } from "./prisma.js"

/** Whether the room is free from the first night to the day of departure. */
export async function isFree(roomId: number, from: Date, to: Date): Promise<boolean> {
  const taken = await prisma.booking.findFirst({
    where: { roomId, from: { gte: from }, to: { lte: to } },
    select: { id: true },
  })
  return taken === null
}
