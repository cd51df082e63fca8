import amqp from "amqplib"
import { Pool } from "pg"

const pool = new Pool()

async function book(order: unknown) {
  await pool.query("INSERT INTO bookings (data) VALUES ($1)", [order])
}

export async function start() {
  const connection = await amqp.connect("amqp://queue")
  connection.on("error", console.error)
  const channel = await connection.createChannel()
  await channel.consume("orders", async (message) => {
    if (!message) return
    try {
      await book(message.content.toString())
    } catch (error) {
      console.error(error)
    }
    // ruleid: no-early-acknowledgement
    channel.ack(message)
  })
  await channel.consume("started", (message) => {
    if (!message) return
    book(message.content.toString()).catch((error: unknown) => console.error(error))
    // ruleid: no-early-acknowledgement
    channel.ack(message)
  })
  // ruleid: no-early-acknowledgement
  await channel.consume("forgotten", async (message) => book(await message?.content.toString()), { noAck: true })
  // ok: no-early-acknowledgement
  await channel.consume("prices", (message) => console.log(message?.content.length), { noAck: true })
  await channel.consume("rejected", async (message) => {
    if (!message) return
    try {
      await book(message.content.toString())
      // ok: no-early-acknowledgement
      channel.ack(message)
    } catch (error) {
      console.error(error)
      channel.nack(message, false, false)
    }
  })
  await channel.consume("unimportant", async (message) => {
    if (!message) return
    try {
      await book(message.content.toString())
    } catch (error) {
      // A lost one is counted again at night.
      console.error(error)
    }
    // ok: no-early-acknowledgement
    channel.ack(message)
  })
}
