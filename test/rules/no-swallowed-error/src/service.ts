// @ts-nocheck fixture
import axios from "axios"
import mongoose from "mongoose"
import { unlink } from "node:fs/promises"
import { PrismaClient } from "@prisma/client"
import { publishOrder } from "./events.js"

const prisma = new PrismaClient()
const Order = mongoose.model("Order", new mongoose.Schema({}))

export async function place(data) {
  const order = await prisma.order.create({ data })
  try {
    await axios.post("https://crm.example/orders", order)
  // ruleid: no-swallowed-error
  } catch {}
  try {
    await Order.updateOne({ _id: order.id }, { exported: true })
  // ruleid: no-swallowed-error
  } catch (error) {
  }
  return order
}

export async function ship(req, res) {
  try {
    await prisma.order.update({ where: { id: req.params.id }, data: { shipped: true } })
    res.json({ success: true })
  // ruleid: no-swallowed-error
  } catch (error) {
    res.json({ success: true })
  }
}

export async function fine(id, file, text) {
  try {
    await axios.post("https://stats.example/views", { id })
  // ok: no-swallowed-error
  } catch {
    // Statistics are worth nothing to the person who waits.
  }
  try {
    await axios.post("https://stats.example/views", { id })
  // ok: no-swallowed-error
  } catch {} // Statistics may be lost.
  try {
    await unlink(file)
  // ok: no-swallowed-error
  } catch {}
  try {
    return JSON.parse(text)
  // ok: no-swallowed-error
  } catch {}
  try {
    await prisma.order.update({ where: { id }, data: { seen: true } })
  // ok: no-swallowed-error
  } catch (error) {
    console.warn("order was not marked as seen", error)
  }
  try {
    await prisma.order.create({ data: { id } })
  // ok: no-swallowed-error
  } catch (error) {
    if (error.code !== "P2002") throw error
  }
  // ok: no-swallowed-error
  const cached = await axios.get("https://cache.example/key").catch(() => null)
  // ok: no-swallowed-error
  publishOrder(id).catch((error) => console.error(error))
  return cached
}

export async function fill(orders) {
  try {
    await Order.insertMany(orders, { ordered: false })
    // ok: no-swallowed-error
  } catch {}
}
