// @ts-nocheck fixture
import { PrismaClient } from "@prisma/client"
import type { Prisma } from "@prisma/client"
import knexOf from "knex"
import mongoose from "mongoose"
import pg from "pg"
import { DataTypes, Sequelize } from "sequelize"
import { Repository } from "typeorm"

const prisma = new PrismaClient()
const knex = knexOf({ client: "pg" })
const pool = new pg.Pool()
const Seat = mongoose.model("Seat", new mongoose.Schema({ left: Number }))

export function book(id, seats) {
  return prisma.$transaction(async (tx) => {
    const session = await tx.session.findUniqueOrThrow({ where: { id } })
    const remaining = session.seatsLeft - seats
    if (remaining < 0) throw new Error("sold out")
    // ruleid: no-lost-update
    await tx.session.update({ where: { id }, data: { seatsLeft: remaining } })
  })
}

export class Coupons {
  async claim(tx: Prisma.TransactionClient, coupon) {
    if (coupon.used >= coupon.most) return false
    // ruleid: no-lost-update
    await tx.coupon.update({ where: { id: coupon.id }, data: { used: coupon.used + 1 } })
    return true
  }

  async claimSafely(tx: Prisma.TransactionClient, coupon) {
    const { count } = await tx.coupon.updateMany({
      where: { id: coupon.id, used: { lt: coupon.most } },
      // ok: no-lost-update
      data: { used: { increment: 1 } },
    })
    return count === 1
  }

  async rename(tx: Prisma.TransactionClient, coupon, suffix) {
    // ok: no-lost-update
    await tx.coupon.update({ where: { id: coupon.id }, data: { ends: coupon.starts + suffix } })
  }
}

export async function takeByKnex(id) {
  const item = await knex("items").where({ id }).first()
  // ruleid: no-lost-update
  await knex("items").where({ id }).update({ stock: item.stock - 1 })
}

export async function takeByKnexSafely(id) {
  const item = await knex("items").where({ id }).first()
  // ok: no-lost-update
  await knex("items").where({ id, stock: item.stock }).update({ stock: item.stock - 1 })
}

export async function takeBySql(id, count) {
  const { rows } = await pool.query("SELECT stock FROM items WHERE id = $1", [id])
  // ruleid: no-lost-update
  await pool.query("UPDATE items SET stock = $1 WHERE id = $2", [rows[0].stock - count, id])
}

export async function takeBySqlSafely(id, count) {
  // ok: no-lost-update
  await pool.query("UPDATE items SET stock = stock - $1 WHERE id = $2 AND stock >= $1", [count, id])
}

export async function takeSeat(id) {
  const seat = await Seat.findById(id)
  // ruleid: no-lost-update
  await Seat.updateOne({ _id: id }, { $set: { left: seat.left - 1 } })
}

export class Accounts {
  constructor(private readonly accounts: Repository<Account>) {}

  async pay(id, amount) {
    const account = await this.accounts.findOneBy({ id })
    // ruleid: no-lost-update
    await this.accounts.update(id, { balance: account.balance - amount })
  }
}

const sequelize = new Sequelize("sqlite::memory:")
const Item = sequelize.define("Item", { stock: DataTypes.INTEGER })

export async function takeItem(id, count) {
  const item = await Item.findByPk(id)
  // ruleid: no-lost-update
  await item.update({ stock: item.stock - count })
}

export async function takeItemLater(id, count) {
  const item = await Item.findByPk(id)
  const left = item.stock - count
  if (left < 0) throw new Error("sold out")
  // ruleid: no-lost-update
  item.stock = left
  await item.save()
}

export async function closeItem(id) {
  const item = await Item.findByPk(id)
  const name = item.name + " (closed)"
  // ok: no-lost-update
  item.name = name
  await item.save()
}
