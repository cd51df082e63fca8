// @ts-nocheck fixture
import { Readable } from "node:stream"
import { mayRead } from "./rights.ts"

const isOpen = async (order) => (await load(order.id)).open

export async function readable(user, notes) {
  // ruleid: no-async-predicate
  return notes.filter(async (note) => await mayRead(user, note))
}

export async function checked(orders) {
  // ruleid: no-async-predicate
  if (!orders.every(isOpen)) throw new Error("closed")
  // ruleid: no-async-predicate
  const first = (await store.findMany({ take: 10 })).find(async (order) => (await load(order.id)).open)
  // ruleid: no-async-predicate
  return await orders.some(async ({ id }) => (await load(id)).open) && first
}

export async function fine(user, notes, orders) {
  const answers = await Promise.all(notes.map((note) => mayRead(user, note)))
  // ok: no-async-predicate
  const kept = notes.filter((_, index) => answers[index])
  // ok: no-async-predicate
  const open = await Readable.from(orders).filter(async (order) => (await load(order.id)).open).toArray()
  // ok: no-async-predicate
  const some = orders.some((order) => order.open)
  // ok: no-async-predicate
  await orderStream.filter(async (order) => (await load(order.id)).open)
  // ok: no-async-predicate
  const wanted = await collection.find({ open: true }).toArray()
  return { kept, open, some, wanted }
}

export async function handedOn(documents) {
  // ruleid: no-async-predicate
  return documents.filter((document) => isReadable(document))
}

async function isReadable(document) {
  await document.load()
  return document.state === "open"
}
