// @ts-nocheck fixture
import bcrypt from "bcrypt"
import { PrismaClient } from "@prisma/client"

const prisma = new PrismaClient()

class OrderStore {
  async find(id) {
    return await prisma.order.findUnique({ where: { id } })
  }
}

async function mayRead(user, order) {
  return (await prisma.grant.count({ where: { user, order } })) > 0
}

export class Orders {
  constructor(private readonly store: OrderStore) {}

  async one(id) {
    // ruleid: no-promise-as-value
    const order = this.store.find(id)
    if (!order) throw new Error("not found")
    return order
  }

  async login(user, password) {
    // ruleid: no-promise-as-value
    if (!bcrypt.compare(password, user.hash)) throw new Error("wrong password")
    return user
  }

  async read(user, id) {
    // ruleid: no-promise-as-value
    if (mayRead(user, id)) return await this.store.find(id)
    // ruleid: no-promise-as-value
    return this.store.find(id).total
  }

  async fine(user, id) {
    // ok: no-promise-as-value
    const order = await this.store.find(id)
    if (!order) return null
    // ok: no-promise-as-value
    const pending = this.store.find(id)
    const others = await prisma.order.count()
    if (pending) console.info("pending")
    // ok: no-promise-as-value
    const total = (await pending).total
    // ok: no-promise-as-value
    return this.store.find(id).then((each) => each.total + total + others)
  }

  all(ids) {
    // ok: no-promise-as-value
    const first = this.store.find(ids[0])
    return first
  }
}
