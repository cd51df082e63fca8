// @ts-nocheck fixture
import net from "node:net"

export function head(target, fields) {
  const lines = Object.entries(fields).map(([name, value]) => `${name}: ${value}`)
  // ruleid: no-line-break-in-request
  return [`GET ${target} HTTP/1.1`, ...lines, "", ""].join("\r\n")
}

export function ask({ host, path }, done) {
  const socket = net.connect(80, host, () => {
    // ruleid: no-line-break-in-request
    socket.write(`GET ${path || "/"} HTTP/1.0\r\nHost: ${host}\r\n\r\n`)
  })
  socket.on("end", done)
}

export function tunnel(host, port) {
  // ok: no-line-break-in-request
  return `CONNECT ${host}:${port} HTTP/1.1\r\nHost: ${host}:${port}\r\n\r\n`
}

export function health() {
  const path = "/health"
  // ok: no-line-break-in-request
  return `GET ${path} HTTP/1.1\r\nConnection: close\r\n\r\n`
}

export function shown(request) {
  // ok: no-line-break-in-request
  return `${request.method} ${request.url} HTTP/1.1`
}
