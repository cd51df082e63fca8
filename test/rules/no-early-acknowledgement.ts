// @ts-nocheck fixture
import amqp from "amqplib"
import { store } from "./store.ts"

const connection = await amqp.connect("amqp://broker")
const channel = await connection.createChannel()

export async function onRefund(message) {
  // ruleid: no-early-acknowledgement
  channel.ack(message)
  try {
    await store(JSON.parse(message.content.toString()))
  } catch (error) {
    console.error(error)
  }
}

export async function onOrder(message) {
  try {
    await store(JSON.parse(message.content.toString()))
    // ok: no-early-acknowledgement
    channel.ack(message)
  } catch (error) {
    channel.nack(message, false, false)
  }
}

export async function onKnown(message) {
  if (message.fields.redelivered) {
    // ok: no-early-acknowledgement
    channel.ack(message)
    return
  }
  await store(JSON.parse(message.content.toString()))
  channel.ack(message)
}

export async function onVisit(message) {
  // ok: no-early-acknowledgement
  channel.ack(message) // at most once: a visit more or less is nothing
  await store(JSON.parse(message.content.toString()))
}

export function register(subscription) {
  subscription.on("message", async (message) => {
    // ruleid: no-early-acknowledgement
    message.ack()
    await store(message.data)
  })
}
