// @ts-nocheck fixture
import { createWriteStream } from "node:fs"
import net from "node:net"
import https from "node:https"

export function write(path, rows) {
  const out = createWriteStream(path)
  return new Promise((resolve) => {
    // ruleid: no-unsettled-promise
    out.on("error", (err) => console.error("write failed", err))
    out.on("finish", () => resolve(out.bytesWritten))
    for (const row of rows) out.write(row)
    out.end()
  })
}

export function collect(stream, logger) {
  return new Promise((resolve, reject) => {
    const chunks = []
    stream
      .on("data", (chunk) => chunks.push(chunk))
      .on("end", () => resolve(Buffer.concat(chunks)))
      // ruleid: no-unsettled-promise
      .on("error", (err) => {
        logger.warn({ err }, "reading failed")
      })
  })
}

export function connected(port) {
  const socket = net.connect(port)
  return new Promise((resolve) => {
    socket.once("connect", resolve)
    // ruleid: no-unsettled-promise
    socket.on("error", (error) => log.error(error))
  })
}

export function written(path, rows) {
  const out = createWriteStream(path)
  return new Promise((resolve, reject) => {
    // ok: no-unsettled-promise
    out.on("error", (err) => {
      console.error("write failed", err)
      reject(err)
    })
    out.on("finish", resolve)
    out.end(rows)
  })
}

export function closed(path, rows) {
  const out = createWriteStream(path)
  return new Promise((resolve) => {
    // A stream that failed closes as well.
    // ok: no-unsettled-promise
    out.on("error", (err) => console.error(err))
    out.on("close", resolve)
    out.end(rows)
  })
}

export function limited(port) {
  const socket = net.connect(port)
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error("too slow")), 1_000)
    socket.once("connect", resolve)
    // ok: no-unsettled-promise
    socket.on("error", (error) => console.error(error))
  })
}

export function helped(path, rows) {
  const out = createWriteStream(path)
  return new Promise((resolve, reject) => {
    const fail = (error) => reject(error)
    // ok: no-unsettled-promise
    out.on("error", (error) => fail(error))
    out.on("finish", resolve)
    out.end(rows)
  })
}
