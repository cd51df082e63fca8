// @ts-nocheck fixture
import { PrismaClient } from "@prisma/client"
import Redis from "ioredis"
import mongoose from "mongoose"
import { Repository } from "typeorm"

const prisma = new PrismaClient()
const redis = new Redis()
const Product = mongoose.model("Product", new mongoose.Schema({ stock: Number }))

export async function take(id, count) {
  const product = await prisma.product.findUnique({ where: { id } })
  if (product.stock < count) throw new Error("sold out")
  await prisma.product.update({
    where: { id },
    data: {
      // ruleid: no-lost-update
      stock: { decrement: count },
    },
  })
}

export async function takeDocument(id, count) {
  const product = await Product.findById(id)
  // ruleid: no-lost-update
  product.stock -= count
  await product.save()
}

export class Wallets {
  constructor(private readonly wallets: Repository<Wallet>) {}

  async pay(id, amount) {
    const wallet = await this.wallets.findOneBy({ id })
    // ruleid: no-lost-update
    wallet.balance = wallet.balance - amount
    await this.wallets.save(wallet)
  }

  async locked(id, amount) {
    const wallet = await this.wallets.findOne({ where: { id }, lock: { mode: "pessimistic_write" } })
    // ok: no-lost-update
    wallet.balance = wallet.balance - amount
    await this.wallets.save(wallet)
  }

  async renamed(id, name) {
    const wallet = await this.wallets.findOneBy({ id })
    // ok: no-lost-update
    wallet.name += " (closed)"
    await this.wallets.save(wallet)
  }
}

export async function visit(page) {
  const visits = await redis.get(page)
  // ruleid: no-lost-update
  await redis.set(page, Number(visits) + 1)
}

export async function atomic(id, count) {
  // ok: no-lost-update
  await prisma.product.updateMany({ where: { id, stock: { gte: count } }, data: { stock: { decrement: count } } })
  const product = await prisma.product.findUnique({ where: { id } })
  await prisma.product.updateMany({
    where: { id, stock: product.stock },
    // ok: no-lost-update
    data: { stock: product.stock - count },
  })
}
