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

export async function onInvoice(message) {
  try {
    await store(JSON.parse(message.content.toString()))
  } catch (error) {
    console.error(error)
  } finally {
    // ruleid: no-early-acknowledgement
    channel.ack(message)
  }
}

export async function onParcel(message) {
  try {
    await store(JSON.parse(message.content.toString()))
  } finally {
    // ruleid: no-early-acknowledgement
    channel.ack(message)
  }
}

export async function onLetter(message) {
  try {
    await store(JSON.parse(message.content.toString()))
  } catch (error) {
    channel.sendToQueue("letters.failed", message.content)
  } finally {
    // ok: no-early-acknowledgement
    channel.ack(message)
  }
}

export const run = {
  async eachBatch({ batch, resolveOffset, heartbeat, isRunning, isStale }) {
    for (const message of batch.messages) {
      if (!isRunning() || isStale()) break
      // ruleid: no-early-acknowledgement
      resolveOffset(message.offset)
      await store(message.value)
      await heartbeat()
    }
  },
}

export const careful = {
  async eachBatch({ batch, resolveOffset, heartbeat }) {
    for (const message of batch.messages) {
      await store(message.value)
      // ok: no-early-acknowledgement
      resolveOffset(message.offset)
      await heartbeat()
    }
  },
}

export async function eachMessage({ topic, partition, message }) {
  // ruleid: no-early-acknowledgement
  await consumer.commitOffsets([{ topic, partition, offset: String(Number(message.offset) + 1) }])
  await store(message.value)
}

export async function poll(messages) {
  for (const message of messages) {
    // ruleid: no-early-acknowledgement
    await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message.ReceiptHandle }))
    await store(message.Body)
  }
}

export async function pollCarefully(messages) {
  for (const message of messages) {
    await store(message.Body)
    // ok: no-early-acknowledgement
    await sqs.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle: message.ReceiptHandle }))
  }
}

export async function listen(subscription) {
  for await (const m of subscription) {
    // ruleid: no-early-acknowledgement
    m.ack()
    await store(m.data)
  }
}
