// @ts-nocheck fixture
import { PrismaClient } from "@prisma/client"
import async from "async"

const prisma = new PrismaClient()

export async function importAll(rows) {
  // ruleid: no-async-in-foreach
  for (const row of rows) {
    await prisma.order.create({ data: row })
  }
  return rows.length
}

export async function notify(users, send) {
  // ruleid: no-async-in-foreach
  for (const { email } of users) {
    await send(email)
  }
}

export function totals(orders, read) {
  let total = 0
  // ruleid: no-async-in-foreach
  orders.forEach(async (order) => {
    if (order.cancelled) return
    total += await read(order.id)
  })
  return total
}

export async function map(entries, store) {
  // ruleid: no-async-in-foreach
  Object.entries(entries).forEach(async function ([key, value], index) {
    await store(key, value, index)
  })
}

export async function fine(rows, send, cursor) {
  // ok: no-async-in-foreach
  for (const row of rows) await send(row)
  // ok: no-async-in-foreach
  await Promise.all(rows.map(async (row) => send(row)))
  // ok: no-async-in-foreach
  rows.forEach((row) => console.log(row.id))
  // ok: no-async-in-foreach
  await async.forEach(rows, async (row) => send(row))
  // ok: no-async-in-foreach
  await cursor.forEach(async (row) => {
    await send(row)
  })
  // ok: no-async-in-foreach
  rows.forEach(async (row) => {
    console.log(row.id)
  })
  // ok: no-async-in-foreach
  rows.forEach(async (row) => {
    try {
      await send(row)
    } catch (error) {
      console.error(error)
    }
  })
}

export async function summary(orders) {
  const result = { failed: false, totals: [] }
  // ruleid: no-async-in-foreach
  for (const order of orders) {
    try {
      result.totals.push(await load(order))
    } catch {
      result.failed = true
    }
  }
  const seen = []
  // ok: no-async-in-foreach
  orders.forEach(async (order) => {
    try {
      await load(order)
      seen.push(order)
    } catch {
      count("failed")
    }
  })
  return result
}

const workers = new Map()
const sockets = new Set()

export async function closeWorkers() {
  // ruleid: no-async-in-foreach
  workers.forEach(async (worker, name) => {
    await worker.close()
    console.log(name)
  })
  workers.clear()
}

export class Registry {
  private readonly sockets = new Set()

  async onModuleDestroy() {
    // ruleid: no-async-in-foreach
    for (const socket of this.sockets) {
      await socket.end()
    }
  }
}

export async function closeAll() {
  // ok: no-async-in-foreach
  await Promise.all([...sockets].map(async (socket) => await socket.end()))
}
