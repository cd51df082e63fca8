import { parseArgs, styleText } from "node:util"
// ruleid: no-unsupported-node-api
import { DatabaseSync } from "node:sqlite"

export async function group(orders: Order[], pages: AsyncIterable<Order>) {
  // ruleid: no-unsupported-node-api
  const byState = Object.groupBy(orders, (order) => order.state)
  // ruleid: no-unsupported-node-api
  const all = await Array.fromAsync(pages)
  // ruleid: no-unsupported-node-api
  const sorted = orders.toSorted((a, b) => a.id - b.id)
  // ok: no-unsupported-node-api
  const answer = await fetch("https://rates.example.com/today", { signal: AbortSignal.timeout(2000) })
  // ok: no-unsupported-node-api
  const copy = structuredClone(orders)
  // ok: no-unsupported-node-api
  const { values } = parseArgs({ options: {} })
  // ruleid: no-unsupported-node-api
  process.stdout.write(styleText("bold", "done"))
  return { byState, all, sorted, answer, copy, values, database: new DatabaseSync(":memory:") }
}

export function deferred() {
  // ok: no-unsupported-node-api
  return typeof Promise.withResolvers === "function" ? Promise.withResolvers() : makeDeferred()
}

function makeDeferred() {
  const regex = { escape: (text: string) => text }
  // ok: no-unsupported-node-api
  return regex.escape("x")
}

// ruleid: no-unsupported-node-api
export const here = import.meta.dirname
