// @ts-nocheck fixture
import { PrismaClient } from "@prisma/client"

const prisma = new PrismaClient()

export async function pay(orderId, amount) {
  return prisma.$transaction(async (tx) => {
    const order = await tx.order.update({ where: { id: orderId }, data: { paid: true } })
    // ruleid: no-lost-transaction-client
    await prisma.payment.create({ data: { orderId, amount } })
    // ok: no-lost-transaction-client
    await tx.ledger.create({ data: { orderId, amount } })
    // ok: no-lost-transaction-client
    const rates = await prisma.rate.findMany({ take: 10 })
    return { order, rates }
  })
}

export async function refund(orderId) {
  await prisma.$transaction(async () => {
    // ruleid: no-lost-transaction-client
    await prisma.payment.delete({ where: { orderId } })
  })
}

export class Accounts {
  constructor(private readonly prisma: PrismaClient) {}

  close(id: string) {
    return this.prisma.$transaction(async (transaction) => {
      await transaction.session.deleteMany({ where: { accountId: id } })
      // ruleid: no-lost-transaction-client
      await this.prisma.account.update({ where: { id }, data: { closed: true } })
    })
  }

  // ok: no-lost-transaction-client
  both = (id: string) => this.prisma.$transaction([this.prisma.session.deleteMany({ where: { accountId: id } }), this.prisma.account.delete({ where: { id } })])
}
