// @ts-nocheck fixture
import { WebSocketServer } from "ws"
import { decode, decodeSafely, settingsOf } from "./decode.ts"

const server = new WebSocketServer({ port: 8080 })
server.on("connection", (socket) => {
  socket.on("message", (data) => {
    // ruleid: no-unguarded-parse
    const move = decode(data.toString())
    // ok: no-unguarded-parse
    const other = decodeSafely(data)
    // ok: no-unguarded-parse
    const settings = settingsOf(data)
    socket.emit("moved", move, other, settings)
  })
  socket.on("message", (data) => {
    try {
      // ok: no-unguarded-parse
      socket.emit("moved", decode(data))
    } catch {
      socket.close()
    }
  })
})
