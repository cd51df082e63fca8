import type { ChangedFile } from "../../model/diff.ts"
import type { Inquiry } from "../../model/inquiry.ts"
import { expectedPackTokens, PACK_CHARACTERS, sizeOf } from "../plan.ts"
import { costOf, nanoDollarsPerDollar } from "../spending/cost.ts"
import type { ModelPrice } from "../spending/prices.ts"

// What is not spent on showing the change pays for looking around and for the answer.
const shareForPack = 0.5
const rulesTokens = 8_000

/** US dollars and the price of the model they are spent on; `null` where nobody knows it. */
export interface Purse {
  readonly usd: number
  readonly price: ModelPrice | null
}

/**
 * Takes the files that a review would show, returns those that an inquiry has room and money for: all of them where that is possible, so that it
 * reads what the provider has kept of the review; else first those that it is about, then the others as they come. The order is kept.
 */
export function chooseFiles(files: readonly ChangedFile[], inquiry: Inquiry, purse: Purse): readonly ChangedFile[] {
  const chosen = new Set<ChangedFile>()
  let characters = 0
  for (const file of [...files.filter((each) => isAbout(inquiry, each)), ...files]) {
    const more = characters + sizeOf(file)
    if (chosen.has(file) || more > PACK_CHARACTERS || !isPaidFor(expectedPackTokens(more), purse)) continue
    chosen.add(file)
    characters = more
  }
  return files.filter((file) => chosen.has(file))
}

function isPaidFor(packTokens: number, { usd, price }: Purse): boolean {
  if (price === null) return true
  // The dearest way to show it: nothing is in the cache yet, and all of it is kept for an hour.
  const tokens = { input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: rulesTokens + packTokens }
  return costOf(price, tokens) <= shareForPack * usd * nanoDollarsPerDollar
}

function isAbout(inquiry: Inquiry, { path }: ChangedFile): boolean {
  if (inquiry.kind === "ask") return inquiry.question.includes(path) || inquiry.question.includes(path.slice(path.lastIndexOf("/") + 1))
  const { finding } = inquiry
  return finding.path === path || finding.trace.some((step) => step.path === path)
}
