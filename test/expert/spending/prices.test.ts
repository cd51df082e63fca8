import { expect, test } from "vitest"
import { costOf } from "../../../src/expert/spending/cost.ts"
import { modelPrices, priceOf, refuseUnknownModel } from "../../../src/expert/spending/prices.ts"

test.each(modelPrices)("$model has whole prices for a token, a day and a source", ({ usdPerMillion, since, source, longPrompt }) => {
  for (const price of Object.values(usdPerMillion)) {
    expect(price).toBeGreaterThan(0)
    // A thousandth of a dollar for a million tokens is a billionth for one: with finer prices sums would not be exact.
    expect(Math.abs(price * 1000 - Math.round(price * 1000))).toBeLessThan(1e-9)
  }
  expect(since).toMatch(/^\d{4}-\d\d-\d\d$/)
  expect(source).not.toBe("")
  expect(longPrompt === null || longPrompt.factor > 1).toBe(true)
})

test("an unknown model is refused in a sentence, a known one is not", () => {
  expect(refuseUnknownModel("claude-unheard-of")).toContain("claude-sonnet-5-5")
  expect(refuseUnknownModel("claude-sonnet-5-5")).toBeNull()
})

test("a prompt beyond a hundred thousand tokens costs five times as much on every token of Haiku", () => {
  const haiku = priceOf("claude-haiku-5-5")!
  const tokens = { input: 60_000, output: 1000, cacheRead: 40_000, cacheWrite5m: 0, cacheWrite1h: 0 }
  expect(costOf(haiku, tokens)).toBe(60_000 * 100 + 1000 * 500 + 40_000 * 10)
  expect(costOf(haiku, { ...tokens, cacheRead: 40_001 })).toBe(5 * (60_000 * 100 + 1000 * 500 + 40_001 * 10))
})
