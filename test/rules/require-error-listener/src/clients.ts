import { spawn } from "node:child_process"
import express from "express"
import { createClient } from "redis"
import { WebSocketServer } from "ws"

const server = express().listen(3000)
const sockets = new WebSocketServer({ server })

// ruleid: require-error-listener
sockets.on("connection", (socket) => {
  socket.on("message", (message) => socket.send(message))
})

const heard = new WebSocketServer({ port: 3001 })

// ok: require-error-listener
heard.on("connection", (socket) => {
  socket.on("error", console.error)
  socket.on("message", (message) => socket.send(message))
})

const handed = new WebSocketServer({ port: 3002 })

// ok: require-error-listener
handed.on("connection", (socket) => {
  follow(socket)
})

function follow(socket: { on(event: string, listener: (error: Error) => void): void }) {
  socket.on("error", console.error)
}

export function convert(path: string) {
  // ruleid: require-error-listener
  const child = spawn("ffmpeg", ["-i", path])
  child.stdout.on("data", (chunk) => console.log(chunk.length))
  return child
}

export function again() {
  // ok: require-error-listener
  const own = spawn(process.execPath, ["worker.js"])
  return own
}

export async function cache() {
  // ruleid: require-error-listener
  const keys = createClient()
  await keys.connect()
  return keys
}
