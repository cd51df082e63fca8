// @ts-nocheck fixture
import net from "node:net"

export function openMetrics(host) {
  // ruleid: require-error-listener
  const metrics = net.connect({ host, port: 2003 })
  metrics.on("close", () => console.info("closed"))
  return metrics
}

export function openServer(handle) {
  // ok: require-error-listener
  return net.createServer(handle)
}
