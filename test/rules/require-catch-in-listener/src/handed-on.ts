import { EventEmitter } from "node:events"
import { PrismaClient } from "@prisma/client"

const prisma = new PrismaClient()
export const bus = new EventEmitter()

async function sweep() {
  await prisma.session.deleteMany({ where: { expired: true } })
}

async function sweepQuietly() {
  try {
    await prisma.session.deleteMany({ where: { expired: true } })
  } catch (error) {
    console.error(error)
  }
}

export function startSweeping() {
  // ruleid: require-catch-in-listener
  setInterval(sweep, 60_000)
  // ruleid: require-catch-in-listener
  setInterval(() => sweep(), 60_000)
  // ok: require-catch-in-listener
  setInterval(sweepQuietly, 60_000)
  // ok: require-catch-in-listener
  setInterval(() => sweep().catch((error: unknown) => console.error(error)), 60_000)
}

// ruleid: require-catch-in-listener
bus.on("order.created", async (order: { id: string }) => {
  await prisma.event.create({ data: { id: order.id } })
})

export class Sender {
  constructor() {
    // ruleid: require-catch-in-listener
    bus.on("mail", this.send.bind(this))
    // ruleid: require-catch-in-listener
    bus.on("later", (mail) => this.send(mail))
  }

  async send(mail: { id: string }) {
    await prisma.mail.create({ data: mail })
  }
}
