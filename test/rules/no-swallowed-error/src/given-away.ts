import { PrismaClient } from "@prisma/client"

const prisma = new PrismaClient()
const noop = () => {}

export async function place(id: string) {
  await prisma.order.create({ data: { id } }).catch(() => null)
  await prisma.order.create({ data: { id } }).catch(noop)
}

export async function tryToPlace(id: string) {
  const order = await prisma.order.create({ data: { id } }).catch(() => null)
  return order ?? { id, state: "unknown" }
}

export async function pay(id: string) {
  await prisma.payment.create({ data: { id } }).then(
    (payment) => payment.id,
    () => {},
  )
}
