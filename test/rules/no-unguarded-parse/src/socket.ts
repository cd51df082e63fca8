// @ts-nocheck fixture
import amqp from "amqplib"
import http from "node:http"
import { Kafka } from "kafkajs"
import Redis from "ioredis"
import { WebSocketServer } from "ws"

const server = new WebSocketServer({ port: 8080 })
const redis = new Redis()

server.on("connection", (socket) => {
  socket.on("message", (data) => {
    // ruleid: no-unguarded-parse
    const message = JSON.parse(data.toString())
    socket.send(message.id)
  })
})

http.createServer((req, res) => {
  let body = ""
  req.on("data", (chunk) => (body += chunk))
  req.on("end", () => {
    // ruleid: no-unguarded-parse
    const order = JSON.parse(body)
    res.end(order.id)
  })
})

redis.on("message", (channel, text) => {
  try {
    // ok: no-unguarded-parse
    JSON.parse(text)
  } catch (error) {
    console.error(error)
  }
})

export async function start() {
  const channel = await (await amqp.connect("amqp://queue")).createChannel()
  await channel.consume("orders", (message) => {
    // ruleid: no-unguarded-parse
    const order = JSON.parse(message.content.toString())
    channel.ack(message)
  })
  const consumer = new Kafka({ brokers: [] }).consumer({ groupId: "orders" })
  await consumer.run({
    eachMessage: async ({ message }) => {
      // ruleid: no-unguarded-parse
      const order = JSON.parse(message.value.toString())
      console.info(order.id)
    },
  })
}

process.on("message", (text) => {
  // ok: no-unguarded-parse
  console.info(JSON.parse(text))
})

export function read(text) {
  // ok: no-unguarded-parse
  return JSON.parse(text)
}

export function itemsOf(attribute: string) {
  // ruleid: no-unguarded-parse
  return JSON.parse(attribute.replace(/'/g, '"'))
}

export function listOf(attribute: string) {
  // ruleid: no-unguarded-parse
  return JSON.parse(attribute.replaceAll("'", '"'))
}

export function linesOf(attribute: string) {
  // ok: no-unguarded-parse
  return JSON.parse(attribute.replace(/\n/g, "\\n"))
}
