// @ts-nocheck fixture
import { PrismaClient } from "@prisma/client"
import mongoose from "mongoose"
import { Repository } from "typeorm"
import { Ticket } from "./ticket.ts"

const prisma = new PrismaClient()
const Note = mongoose.model("Note", new mongoose.Schema({ read: Boolean }))

export async function unread(userId) {
  // ruleid: no-count-by-loading
  const notes = await Note.find({ userId, read: false }).exec()
  return notes.length
}

export async function total(userId) {
  // ruleid: no-count-by-loading
  return { total: (await prisma.order.findMany({ where: { userId } })).length }
}

export class Tickets {
  constructor(private readonly tickets: Repository<Ticket>) {}

  async open() {
    // ruleid: no-count-by-loading
    const open = await this.tickets.find({ where: { open: true } })
    return open.length
  }
}

export async function list(userId) {
  // ok: no-count-by-loading
  const notes = await Note.find({ userId }).exec()
  return { notes, total: notes.length }
}

export async function hasMore(userId) {
  // ok: no-count-by-loading
  const orders = await prisma.order.findMany({ where: { userId }, take: 11 })
  return orders.length > 10
}

export async function counted(userId) {
  // ok: no-count-by-loading
  return Note.countDocuments({ userId })
}

export async function some(filter) {
  // ok: no-count-by-loading
  const found = await Note.find(filter).limit(5)
  return found.length
}

export async function isTaken(email) {
  // ok: no-count-by-loading
  const users = await prisma.user.findMany({ where: { email } })
  if (users.length > 0) throw new Error("taken")
}
