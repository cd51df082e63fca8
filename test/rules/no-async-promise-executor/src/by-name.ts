import { PrismaClient } from "@prisma/client"

const prisma = new PrismaClient()

export function load(id: string) {
  const work = async (resolve: (item: unknown) => void) => {
    resolve(await prisma.item.findUnique({ where: { id } }))
  }
  // ruleid: no-async-promise-executor
  return new Promise(work)
}

export function wait(ms: number) {
  const work = (resolve: () => void) => setTimeout(resolve, ms)
  // ok: no-async-promise-executor
  return new Promise<void>(work)
}
