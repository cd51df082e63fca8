import Fastify from "fastify"
import { PrismaClient } from "@prisma/client"

const app = Fastify()
const prisma = new PrismaClient()

app.get("/", async () => prisma.item.findMany({ take: 10 }))
await app.listen({ port: 3000 })

process.on("SIGTERM", async () => {
  // ruleid: require-drained-server
  await prisma.$disconnect()
  process.exit(0)
})

process.on("SIGINT", async () => {
  await app.close()
  // ok: require-drained-server
  await prisma.$disconnect()
  process.exit(0)
})
