// @ts-nocheck fixture
import { WebSocketServer } from "ws"

const wss = new WebSocketServer({ port: 8080 })
const streams = new Set()
let sequence = 0

export function publish(book) {
  for (const client of wss.clients) {
    if (client.readyState !== 1) continue
    // ruleid: no-repeated-serialization
    client.send(JSON.stringify({ type: "book", ...book.snapshot() }))
  }
  wss.clients.forEach((client) => {
    // ruleid: no-repeated-serialization
    client.send(JSON.stringify(book))
  })
  // ruleid: no-repeated-serialization
  for (const res of streams.values()) res.write(`data: ${JSON.stringify(book)}\n\n`)
}

export function publishOnce(book) {
  // ok: no-repeated-serialization
  const text = JSON.stringify(book)
  for (const client of wss.clients) client.send(text)
}

export function publishOwn(book) {
  for (const client of wss.clients) {
    const own = book.for(client.user)
    // ok: no-repeated-serialization
    client.send(JSON.stringify(own))
    // ok: no-repeated-serialization
    client.send(JSON.stringify({ ...book, you: client.id }))
    // ok: no-repeated-serialization
    client.send(JSON.stringify({ book, sequence: sequence++ }))
    // ok: no-repeated-serialization
    client.send(JSON.stringify({ book, at: Date.now() }))
  }
  for (const each of book.parts) {
    // ok: no-repeated-serialization
    each.write(JSON.stringify(book))
  }
}
