// @ts-nocheck fixture
import { promises, readSync, writeFileSync } from "node:fs"
import fs from "node:fs"

export function blank(req, res) {
  // ruleid: no-uninitialized-memory
  const buffer = Buffer.allocUnsafe(1024)
  res.status(200).type("application/octet-stream").send(buffer)
}

export function greet(socket, name) {
  // ruleid: no-uninitialized-memory
  const frame = Buffer.allocUnsafe(64)
  frame.write(name)
  socket.write(frame)
}

export async function range(req, res) {
  const file = await promises.open("video.mp4")
  const size = Number(req.query.size)
  // ruleid: no-uninitialized-memory
  const part = Buffer.allocUnsafe(size)
  await file.read(part, 0, size, Number(req.query.start))
  res.end(part)
}

export function head(res, fd) {
  // ruleid: no-uninitialized-memory
  const start = Buffer.allocUnsafe(512)
  fs.read(fd, start, 0, 512, 0, (error) => {
    if (error) throw error
    res.end(start)
  })
}

export function reserve(path, size) {
  // ruleid: no-uninitialized-memory
  const space = Buffer.allocUnsafe(size)
  writeFileSync(path, space)
}

export function zeros(res) {
  // ok: no-uninitialized-memory
  const buffer = Buffer.alloc(1024)
  res.send(buffer)
}

export function filled(res) {
  // ok: no-uninitialized-memory
  const buffer = Buffer.allocUnsafe(1024)
  buffer.fill(32)
  res.send(buffer)
}

export function exact(socket, name) {
  // ok: no-uninitialized-memory
  const frame = Buffer.allocUnsafe(Buffer.byteLength(name))
  frame.write(name)
  socket.write(frame)
}

export function header(socket, length, kind) {
  // ok: no-uninitialized-memory
  const frame = Buffer.allocUnsafe(5)
  frame.writeUInt32BE(length, 0)
  frame[4] = kind
  socket.write(frame)
}

export async function counted(res, file) {
  // ok: no-uninitialized-memory
  const part = Buffer.allocUnsafe(65536)
  const { bytesRead } = await file.read(part, 0, part.length, 0)
  res.end(part.subarray(0, bytesRead))
}

export function copied(res, chunks, total) {
  // ok: no-uninitialized-memory
  const whole = Buffer.allocUnsafe(total)
  let at = 0
  for (const chunk of chunks) at += chunk.copy(whole, at)
  res.end(whole)
}

export function piece(res, fd) {
  // ok: no-uninitialized-memory
  const part = Buffer.allocUnsafe(512)
  readSync(fd, part, 0, 512, 0)
  return parse(part)
}

export function masked(socket, source) {
  // ok: no-uninitialized-memory
  const target = Buffer.allocUnsafe(source.length)
  applyMask(source, target)
  socket.write(target)
}

export function frame(payload) {
  // ruleid: no-uninitialized-memory
  const body = Buffer.isBuffer(payload) ? payload : new Buffer(payload)
  return Buffer.concat([Buffer.from([body.length]), body])
}

export function text(payload) {
  if (typeof payload !== "string") throw new TypeError("payload")
  // ok: no-uninitialized-memory
  return new Buffer(payload)
}

export function zeros(size) {
  // ok: no-uninitialized-memory
  return new Buffer(size)
}

export function decoded(payload) {
  // ok: no-uninitialized-memory
  return new Buffer(payload, "base64")
}
