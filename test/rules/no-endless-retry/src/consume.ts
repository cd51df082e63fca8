// @ts-nocheck fixture
import { render } from "./broker.ts"

export function consume(channel) {
  channel.consume("renditions", async (message) => {
    try {
      await render(message.content)
      channel.ack(message)
    } catch (error) {
      console.error(error)
      // ruleid: no-endless-retry
      channel.nack(message, false, true)
    }
  })
}

export function consumeByDefault(channel) {
  channel.consume("mails", (msg) => {
    render(msg.content)
      .then(() => channel.ack(msg))
      .catch((error) => {
        console.error(error)
        // ruleid: no-endless-retry
        channel.nack(msg)
      })
  })
}

export async function rejected(ch, msg) {
  try {
    await render(msg.content)
    ch.ack(msg)
  } catch {
    // ruleid: no-endless-retry
    ch.reject(msg, true)
  }
}

export async function once(channel, message) {
  try {
    await render(message.content)
    channel.ack(message)
  } catch (error) {
    // ok: no-endless-retry
    channel.nack(message, false, !message.fields.redelivered)
  }
}

export async function toDeadLetters(channel, message) {
  try {
    await render(message.content)
    channel.ack(message)
  } catch (error) {
    // ok: no-endless-retry
    channel.nack(message, false, false)
  }
}

export async function whenItMayHelp(channel, message) {
  try {
    await render(message.content)
    channel.ack(message)
  } catch (error) {
    if (error.code === "ECONNREFUSED") {
      // ok: no-endless-retry
      channel.nack(message, false, true)
      return
    }
    channel.nack(message, false, false)
  }
}

// With a quorum queue and its x-delivery-limit the broker would give up.
export async function onClassicQueue(channel, message) {
  try {
    await render(message.content)
    channel.ack(message)
  } catch (error) {
    console.error("no quorum queue here, comes again for ever")
    // ruleid: no-endless-retry
    channel.nack(message, false, true)
  }
}
