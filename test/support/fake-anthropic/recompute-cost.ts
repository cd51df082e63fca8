import { modelPrices } from "../../../src/expert/spending/prices.ts"
import type { TokenPrices } from "../../../src/expert/spending/prices.ts"
import type { JournalledRequest } from "./start-fake-anthropic.ts"

// On purpose another arithmetic than the product's: decimal digits in whole numbers of any size, from the price list and the journal alone.
const scale = 1_000_000n

/** What the journalled requests cost by the price list, in US dollars. */
export function recomputeUsd(journal: readonly JournalledRequest[]): number {
  const total = journal.reduce((sum, request) => sum + priceRequest(request), 0n)
  // Millionths of a dollar for a million tokens: twelve digits.
  return Number(total) / 1e12
}

function priceRequest({ body, usage }: JournalledRequest): bigint {
  const row = modelPrices.find(({ model }) => model === body["model"])
  if (usage === null) return 0n
  if (row === undefined) throw new Error(`no price for ${String(body["model"])}`)
  const prompt = usage.input + usage.cacheRead + usage.cacheWrite5m + usage.cacheWrite1h
  const factor = row.longPrompt !== null && prompt > row.longPrompt.above ? BigInt(row.longPrompt.factor) : 1n
  const counted = Object.entries({
    input: usage.input,
    output: usage.output,
    cacheRead: usage.cacheRead,
    cacheWrite5m: usage.cacheWrite5m,
    cacheWrite1h: usage.cacheWrite1h,
  }) as [keyof TokenPrices, number][]
  return counted.reduce((sum, [kind, tokens]) => sum + factor * BigInt(tokens) * decimal(row.usdPerMillion[kind]), 0n)
}

function decimal(price: number): bigint {
  const [whole = "0", fraction = ""] = String(price).split(".")
  return BigInt(whole) * scale + BigInt(fraction.padEnd(6, "0").slice(0, 6))
}
