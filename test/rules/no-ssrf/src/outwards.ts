// @ts-nocheck fixture
import dns from "node:dns"
import { Agent } from "undici"

export function lookupOutside(host, options, callback) {
  dns.lookup(host, { ...options, all: true }, (error, addresses) => callback(error, addresses))
}

export const outwards = new Agent({ connect: { lookup: lookupOutside } })
