// @ts-nocheck fixture
import axios from "axios"
import { PrismaClient } from "@prisma/client"
import { sendInvitation } from "./mail.js"

const prisma = new PrismaClient()

export class Campaigns {
  constructor(subscribers) {
    this.subscribers = subscribers
  }

  async dispatch(list) {
    const sends = []
    for await (const batch of this.subscribers.batches(list, 50)) sends.push(...batch.map((each) => this.#send(each)))
    // ruleid: no-unbounded-concurrency
    return Promise.all(sends)
  }

  async inBatches(list) {
    const sent = []
    for await (const batch of this.subscribers.batches(list, 50)) {
      // ok: no-unbounded-concurrency
      sent.push(...(await Promise.all(batch.map((each) => this.#send(each)))))
    }
    return sent
  }

  async #send({ email }) {
    await sendInvitation(email)
  }
}

export async function inviteAll(list) {
  const emails = new Set()
  let cursor = 0
  while (true) {
    const page = await prisma.subscriber.findMany({ where: { list, id: { gt: cursor } }, take: 1_000 })
    for (const each of page) emails.add(each.email)
    if (page.length < 1_000) break
    cursor = page.at(-1).id
  }
  // ruleid: no-unbounded-concurrency
  await Promise.allSettled([...emails].map((email) => sendInvitation(email)))
  // ruleid: no-unbounded-concurrency
  await Promise.allSettled(Array.from(emails.values()).map(sendInvitation))
}

export async function ping() {
  const hosts = []
  for (const name of ["a", "b"]) hosts.push(`https://${name}.example`)
  // ok: no-unbounded-concurrency
  await Promise.all(hosts.map((host) => axios.get(host)))
  const asked = []
  for (const name of ["a", "b"]) asked.push(axios.get(`https://${name}.example`))
  // ok: no-unbounded-concurrency
  await Promise.all(asked)
}

export async function syncAll() {
  const customers = await prisma.customer.findMany({ where: { active: true } })
  const syncs = []
  for (const customer of customers) syncs.push(axios.post("https://crm.example", customer))
  // ruleid: no-unbounded-concurrency
  await Promise.all(syncs)
}

export async function syncInPieces(source) {
  let running = []
  for await (const customer of source) {
    running.push(axios.post("https://crm.example", customer))
    if (running.length >= 20) {
      await Promise.all(running)
      running = []
    }
  }
  // ok: no-unbounded-concurrency
  await Promise.all(running)
}
