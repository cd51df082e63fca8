// @ts-nocheck fixture
import net from "node:net"
import { pipeline } from "node:stream"

export function relay(client) {
  // ok: require-error-listener
  const upstream = net.connect(5432, "db")
  pipeline(client, upstream, client, () => client.destroy())
}
