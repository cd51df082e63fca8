import axios from "axios"
import { MongoClient } from "mongodb"

const rates = new Map<string, Promise<unknown>>()

export function rateOf(currency: string) {
  let pending = rates.get(currency)
  if (!pending) {
    pending = axios.get(`https://rates.example/${currency}`)
    // ruleid: no-cached-rejection
    rates.set(currency, pending)
  }
  return pending
}

const tenants: Record<string, Promise<unknown>> = {}

export function tenantOf(host: string) {
  if (tenants[host] === undefined) {
    // ruleid: no-cached-rejection
    tenants[host] = axios.get(`https://tenants.example/${host}`).then(({ data }) => data)
  }
  return tenants[host]
}

let connecting: Promise<MongoClient> | undefined

export function connect(url: string) {
  if (connecting) return connecting
  // ruleid: no-cached-rejection
  connecting = MongoClient.connect(url)
  return connecting
}

let keys: Promise<unknown> | undefined

export async function signingKeys() {
  if (keys) return keys
  // ruleid: no-cached-rejection
  keys = (async () => {
    const { data } = await axios.get("https://id.example/keys")
    return data.keys
  })()
  return keys
}

let last: Promise<unknown> | undefined

// Asked again each time.
export function newest() {
  if (last) console.log("again")
  // ok: no-cached-rejection
  last = axios.get("https://rates.example/newest")
  return last
}
