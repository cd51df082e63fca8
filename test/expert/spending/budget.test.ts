import { expect, test } from "vitest"
import { createBudget } from "../../../src/expert/spending/budget.ts"
import type { PlannedCall } from "../../../src/expert/spending/budget.ts"
import { priceOf } from "../../../src/expert/spending/prices.ts"

const sonnet = priceOf("claude-sonnet-5-5")!
const noSignal = new AbortController().signal

const call = (more: Partial<PlannedCall> = {}): PlannedCall => ({
  price: sonnet,
  prompt: 20_000,
  warm: 0,
  hourTokens: 0,
  isMarked: true,
  maxOutput: 32_000,
  stage: "search",
  keepOutput: 0,
  ...more,
})

// 20,000 tokens written to the cache and 32,000 of output.
const worst = 20_000 * 2500 + 32_000 * 10_000

test("grants a call as it was planned when its worst case fits", async () => {
  const charge = await createBudget(1).charge(call(), noSignal)
  expect(charge?.maxOutput).toBe(32_000)
})

test("keeps a quarter from the search, for what concludes it", async () => {
  // Search may use 0.36 of 0.48.
  const budget = createBudget(0.48)
  const search = await budget.charge(call(), noSignal)
  expect(search?.maxOutput).toBe(31_000)
  search?.settle(0.36e9)
  expect(await budget.charge(call({ maxOutput: 4000 }), noSignal)).toBeNull()
  expect((await budget.charge(call({ maxOutput: 4000, stage: "conclusion" }), noSignal))?.maxOutput).toBe(4000)
})

test("shortens an answer that cannot be paid for in full, and refuses one that would be too short to be one", async () => {
  expect((await createBudget(0.2).charge(call(), noSignal))?.maxOutput).toBe(7050)
  expect(await createBudget(0.16).charge(call(), noSignal)).toBeNull()
})

test("makes a call wait for what runs beside it, and grants it what that did not take", async () => {
  const budget = createBudget(0.6)
  const first = await budget.charge(call(), noSignal)
  let second: Awaited<ReturnType<typeof budget.charge>> | undefined
  const waiting = budget.charge(call(), noSignal).then((charge) => (second = charge))
  await Promise.resolve()
  expect(second).toBeUndefined()
  first?.settle(0.01e9)
  await waiting
  expect(second?.maxOutput).toBe(32_000)
})

test("keeps a last answer affordable while tools are used", async () => {
  // 0.0795 is kept for a conclusion, 0.0495 for the last answer, and 0.05 is the prompt.
  const budget = createBudget(0.25)
  expect((await budget.charge(call({ keepOutput: 1000 }), noSignal))?.maxOutput).toBe(7100)
})

test("takes what the review has in the cache for read, and what follows for read as well", async () => {
  const budget = createBudget(0.2)
  expect((await budget.charge(call({ warm: 20_000 }), noSignal))?.maxOutput).toBe(11_850)
})

test("counts what was spent once, however often a charge is settled", async () => {
  const budget = createBudget(1)
  const charge = await budget.charge(call(), noSignal)
  charge?.settle(5)
  charge?.settle(7)
  expect(budget.spentNanoDollars()).toBe(5)
})

test("stops waiting when the review is stopped", async () => {
  const budget = createBudget(0.55)
  await budget.charge(call(), noSignal)
  const stop = new AbortController()
  const waiting = budget.charge(call(), stop.signal)
  stop.abort(new Error("stopped"))
  await expect(waiting).rejects.toThrow("stopped")
})

test("never lets the worst cases of calls side by side pass the limit together", async () => {
  const usd = 2
  const budget = createBudget(usd)
  const stop = new AbortController()
  const granted: number[] = []
  const asked = Array.from({ length: 8 }, () =>
    budget.charge(call({ stage: "conclusion" }), stop.signal).then(
      (charge) => granted.push(charge === null ? 0 : worst - (32_000 - charge.maxOutput) * 10_000),
      () => {},
    ),
  )
  await new Promise((resolve) => setImmediate(resolve))
  stop.abort()
  await Promise.all(asked)
  expect(granted.length).toBeGreaterThan(3)
  expect(granted.reduce((sum, cost) => sum + cost, 0)).toBeLessThanOrEqual(usd * 1e9)
})
