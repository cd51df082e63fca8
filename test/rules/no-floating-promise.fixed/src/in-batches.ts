import { PrismaClient } from "@prisma/client"

const prisma = new PrismaClient()

export async function importAll(rows: { sku: string }[]) {
  // ruleid: no-floating-promise
  rows.map(async (row) => {
    await prisma.product.create({ data: row })
  })
  return rows.length
}

export async function retire(ids: string[]) {
  // ruleid: no-floating-promise
  await Promise.all(ids.map((id) => prisma.product.delete({ where: { id } })))
  // ok: no-floating-promise
  await Promise.all(ids.map((id) => prisma.product.delete({ where: { id } })))
  // ok: no-floating-promise
  Promise.all(ids.map((id) => prisma.product.delete({ where: { id } }))).catch((error) => console.error(error))
}

export async function move(from: string, to: string) {
  await prisma.$transaction(async (tx) => {
    await tx.stock.update({ where: { id: from }, data: { count: { decrement: 1 } } })
    // ruleid: no-floating-promise
    await tx.stock.update({ where: { id: to }, data: { count: { increment: 1 } } })
  })
}

export async function warm(ids: string[]) {
  // ok: no-floating-promise
  ids.map((id) => id.toLowerCase())
  // ok: no-floating-promise
  ids.map(async (id) => {
    try {
      await prisma.product.update({ where: { id }, data: { warm: true } })
    } catch (error) {
      console.error(error)
    }
  })
}
