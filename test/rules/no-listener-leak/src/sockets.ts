// @ts-nocheck fixture
import { EventEmitter } from "node:events"
import { Server } from "socket.io"
import { WebSocketServer } from "ws"

export class Prices {
  private readonly emitter = new EventEmitter()

  subscribe(listener) {
    this.emitter.on("price", listener)
    return () => this.emitter.off("price", listener)
  }

  // Whoever asks hears once.
  watch(listener) {
    this.emitter.once("price", listener)
  }
}

class Ticks extends EventEmitter {}
const source = new Ticks()

export function connect(io: Server, prices: Prices) {
  io.on("connection", (socket) => {
    const forward = (price) => socket.emit("price", price)
    // ruleid: no-listener-leak
    prices.subscribe(forward)
    // ok: no-listener-leak
    prices.watch(forward)
    // ok: no-listener-leak
    socket.on("disconnect", () => console.info("gone"))
    // ruleid: no-listener-leak
    source.on("tick", forward)
  })
}

export function connectTidily(wss: WebSocketServer, prices: Prices, bus: EventEmitter) {
  wss.on("connection", (ws) => {
    // ok: no-listener-leak
    const stop = prices.subscribe((price) => ws.send(price))
    const send = (text) => ws.send(text)
    // ok: no-listener-leak
    bus.on("text", send)
    ws.on("close", () => {
      stop()
      bus.off("text", send)
    })
  })
  // ok: no-listener-leak
  prices.subscribe((price) => console.info(price))
}
