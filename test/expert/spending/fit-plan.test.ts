import { expect, test } from "vitest"
import type { Plan } from "../../../src/expert/plan.ts"
import { expectedNanoDollars, fitPlan } from "../../../src/expert/spending/fit-plan.ts"
import { priceOf } from "../../../src/expert/spending/prices.ts"

const sonnet = priceOf("claude-sonnet-5-5")!
const opus = priceOf("claude-opus-5-5")!
const full: Plan = {
  tier: "full",
  reason: "",
  finders: ["find-correctness", "find-security", "find-surroundings"],
  readsTwice: false,
  files: [],
  leftOut: [],
  limits: {
    usd: 1.5,
    wallMs: 600_000,
    finder: { toolCalls: 12, turns: 7 },
    refuter: { toolCalls: 4, turns: 3 },
    candidates: 20,
    maxTokens: 32_000,
  },
}

test("leaves a plan alone that is expected to fit", () => {
  expect(fitPlan(full, { packTokens: 16_000, price: sonnet, usd: 1.5 })).toEqual({ plan: full, givenUp: "" })
})

test("gives up looks first, then finders, then tools, then the model", () => {
  const steps = [1.5, 0.55, 0.33, 0.2, 0.01].map((usd) => fitPlan(full, { packTokens: 16_000, price: sonnet, usd }))
  expect(steps.map((step) => step && [step.plan.finders.length, step.plan.limits.finder.turns, step.givenUp])).toEqual([
    [3, 7, ""],
    [3, 4, ""],
    [1, 4, "one pass looked for all kinds of defects"],
    [1, 1, "one pass looked for all kinds of defects, at the change alone"],
    null,
  ])
})

test("expects the dearer model and the larger change to cost more", () => {
  expect(expectedNanoDollars(full, 16_000, opus)).toBeGreaterThan(1.8 * expectedNanoDollars(full, 16_000, sonnet))
  expect(expectedNanoDollars(full, 60_000, sonnet)).toBeGreaterThan(1.5 * expectedNanoDollars(full, 16_000, sonnet))
})
