// @ts-nocheck fixture
import express from "express"
import fastify from "fastify"
import http from "node:http"
import { once } from "node:events"
import { promisify } from "node:util"
import mongoose from "mongoose"
import pg from "pg"

const pool = new pg.Pool()
const app = express()
const server = app.listen(3000)
const raw = http.createServer(app)
const api = fastify()

process.on("SIGTERM", async () => {
  // ruleid: require-drained-server
  server.close()
  await pool.end()
  process.exit(0)
})

export async function stop(signal) {
  try {
    // ruleid: require-drained-server
    server.close(() => console.log("closed"))
    await mongoose.disconnect()
  } catch (error) {
    process.exit(1)
  }
}

export function stopAtOnce() {
  // ruleid: require-drained-server
  raw.close()
  process.exit(0)
}

export async function stopAwaiting() {
  // ruleid: require-drained-server
  await raw.close()
  process.exit(0)
}

const closeServer = promisify(server.close.bind(server))

export async function stopInTheWrongOrder() {
  // ruleid: require-drained-server
  await pool.end()
  const closed = closeServer()
  server.closeIdleConnections()
  await closed
}

export async function stopApi(db) {
  // ruleid: require-drained-server
  await db.destroy()
  await api.close()
}

export async function stopTogether(producer, prisma) {
  // ruleid: require-drained-server
  await Promise.all([producer.disconnect(), prisma.$disconnect()])
  await api.close()
}

export async function stopTogetherLater(producer, prisma) {
  // ok: require-drained-server
  await api.close()
  await Promise.allSettled([producer.disconnect(), prisma.$disconnect()])
}

export async function stopAllAtOnce(producer) {
  // ok: require-drained-server
  await Promise.all([api.close(), producer.flush()])
}

export function stopByCallback() {
  // ok: require-drained-server
  server.close(async () => {
    await pool.end()
    process.exit(0)
  })
  setTimeout(() => process.exit(1), 10_000).unref()
}

export async function stopWaiting() {
  // ok: require-drained-server
  server.close()
  await once(server, "close")
  await pool.end()
  process.exit(0)
}

export async function stopPromised() {
  // ok: require-drained-server
  await new Promise((resolve) => server.close(resolve))
  await pool.end()
}

export async function stopApiFirst(db) {
  // ok: require-drained-server
  await api.close()
  await db.destroy()
  process.exit(0)
}

export async function stopInOrder() {
  // ok: require-drained-server
  await closeServer()
  await pool.end()
}

export function failed(error) {
  if (error) {
    console.error(error)
    process.exit(1)
  }
  // ok: require-drained-server
  server.close()
}

export function stopWhatRuns(running) {
  if (running) {
    // ok: require-drained-server
    server.close(() => process.exit(1))
  } else {
    process.exit(1)
  }
}
