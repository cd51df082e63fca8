// @ts-nocheck fixture
import { PrismaClient } from "@prisma/client"

export class UserRepository {
  constructor(private readonly prisma: PrismaClient) {}

  findByEmail(email) {
    return this.prisma.user.findFirst({ where: { email } })
  }

  findByLogin(login) {
    return this.prisma.user.findUnique({ where: { login } })
  }

  async create(data) {
    return this.prisma.user.create({ data })
  }

  async createSubscriber(data) {
    return this.prisma.subscriber.create({ data })
  }
}
