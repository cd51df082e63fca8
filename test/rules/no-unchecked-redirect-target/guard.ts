import { lookup } from "node:dns"
import { isIP } from "node:net"
import ipaddr from "ipaddr.js"
import { Agent } from "undici"

export const isPublic = (address: string) => ipaddr.process(address).range() === "unicast"

export function assertPublic(url: URL) {
  if (isIP(url.hostname) && !isPublic(url.hostname)) throw new Error("not allowed")
}

const HOSTS = new Set(["api.example.com"])

export function assertListed(url: URL) {
  if (!HOSTS.has(url.hostname)) throw new Error("not allowed")
}

const guarded = (name: string, options: object, callback: (...given: unknown[]) => void) => lookup(name, options, callback)

export const outbound = new Agent({ connect: { lookup: guarded, timeout: 3_000 } })
