// @ts-nocheck fixture
import { PrismaClient } from "@prisma/client"
import { announce } from "./announce"

const prisma = new PrismaClient()

export function watch(worker, bot, socket) {
  // ruleid: require-catch-in-listener
  worker.on("completed", async (job) => {
    await prisma.job.update({ where: { id: job.id }, data: { done: true } })
  })
  // ok: require-catch-in-listener
  worker.on("failed", async (job) => {
    try {
      await prisma.job.update({ where: { id: job.id }, data: { failed: true } })
    } catch (error) {
      console.error(error)
    }
  })
  // ok: require-catch-in-listener
  worker.on("progress", async (job) => {
    await prisma.job.update({ where: { id: job.id }, data: { at: job.at } }).catch(console.error)
  })
  // ok: require-catch-in-listener
  bot.on("message", async (message) => {
    await prisma.message.create({ data: message })
  })
  // ok: require-catch-in-listener
  process.on("message", async (message) => {
    await announce(message.id)
  })
  // ok: require-catch-in-listener
  setTimeout(async () => {
    await announce(worker.id, { throwOnError: false })
  }, 1_000)
  // ok: require-catch-in-listener
  worker.on("drained", () => console.info("drained"))
  // ruleid: require-catch-in-listener
  socket.once("close", async () => {
    if (socket.failed) throw new Error("failed")
    await announce(socket.id)
  })
  // ruleid: require-catch-in-listener
  setInterval(async () => {
    await prisma.job.deleteMany({ where: { done: true } })
  }, 60_000)
}
