// @ts-nocheck fixture
import { Kafka } from "kafkajs"
import { prisma } from "./db.ts"

const consumer = new Kafka({}).consumer({ groupId: "shipments" })

async function moved(event) {
  await prisma.shipment.update({ where: { id: event.id }, data: { place: event.place } })
}

const handlers = {
  "shipment.created": async (event) => {
    await prisma.shipment.create({ data: event })
  },
  "shipment.moved": moved,
}

const counters = { seen: (event) => event.id }

async function onMessage({ message }) {
  const event = JSON.parse(message.value.toString())
  // ok: no-floating-promise
  counters[event.kind]?.(event)
  // ruleid: no-floating-promise
  handlers[event.type]?.(event)
}

export async function start() {
  await consumer.run({ eachMessage: onMessage })
  await consumer.run({
    eachMessage: async ({ message }) => {
      // ok: no-floating-promise
      await handlers[message.key]?.(message.value)
    },
  })
}
