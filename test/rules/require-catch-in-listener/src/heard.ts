// @ts-nocheck fixture
import { EventEmitter } from "node:events"
import { createTransport } from "nodemailer"

const transport = createTransport()
const heard = new EventEmitter({ captureRejections: true })
heard.on("error", (error) => console.error(error))

export function register(socket) {
  // ok: require-catch-in-listener
  heard.on("paid", async (order) => {
    await transport.sendMail({ to: order.email })
  })
  // ruleid: require-catch-in-listener
  socket.on("paid", async (order) => {
    await transport.sendMail({ to: order.email })
  })
}
