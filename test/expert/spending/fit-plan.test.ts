import { expect, test } from "vitest"
import type { Plan } from "../../../src/expert/plan.ts"
import { capPlan } from "../../../src/expert/spending/cap-plan.ts"
import { expectedNanoDollars, fitPlan } from "../../../src/expert/spending/fit-plan.ts"
import { modelPrices, priceOf } from "../../../src/expert/spending/prices.ts"

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
  expect(fitPlan(full, { packTokens: 16_000, price: sonnet, standIn: opus, usd: 1.5 })).toEqual({
    plan: full,
    model: sonnet.model,
    givenUp: "",
  })
})

test.each([{ standIn: null }, { standIn: opus }, { standIn: priceOf("claude-sonnet-5")! }])(
  "gives up looks first, then finders, then tools, then the model, where nobody cheaper is there ($standIn.model)",
  ({ standIn }) => {
    const steps = [1.5, 0.55, 0.33, 0.2, 0.01].map((usd) => fitPlan(full, { packTokens: 16_000, price: sonnet, standIn, usd }))
    expect(steps.map((step) => step && [step.plan.finders.length, step.plan.limits.finder.turns, step.model, step.givenUp])).toEqual([
      [3, 7, sonnet.model, ""],
      [3, 4, sonnet.model, ""],
      [1, 4, sonnet.model, "one pass looked for all kinds of defects"],
      [1, 1, sonnet.model, "one pass looked for all kinds of defects, at the change alone"],
      null,
    ])
  },
)

test("takes a cheaper model before it gives up a finder, and says so", () => {
  const steps = [3, 1.1, 0.55, 0.33, 0.2, 0.01].map((usd) => fitPlan(full, { packTokens: 16_000, price: opus, standIn: sonnet, usd }))
  const instead = "claude-sonnet-5-5 looked in place of claude-opus-5-5"
  expect(steps.map((step) => step && [step.plan.finders.length, step.plan.limits.finder.turns, step.model, step.givenUp])).toEqual([
    [3, 7, opus.model, ""],
    [3, 4, opus.model, ""],
    [3, 4, sonnet.model, instead],
    [1, 4, sonnet.model, `${instead}, and one pass looked for all kinds of defects`],
    [1, 1, sonnet.model, `${instead}, and one pass looked for all kinds of defects, at the change alone`],
    null,
  ])
})

test.each(modelPrices)("a cap pays for the same review with $model, and is Sonnet's for Sonnet", (price) => {
  const capped = capPlan(full, price)
  expect(fitPlan(capped, { packTokens: 16_000, price, standIn: null, usd: capped.limits.usd })?.givenUp).toBe("")
  // A change of three hundred lines and what stands around it.
  const lite = capPlan(
    { ...full, finders: ["find-all"], limits: { ...full.limits, usd: 0.4, finder: { toolCalls: 6, turns: 4 }, candidates: 8 } },
    price,
  )
  expect(fitPlan(lite, { packTokens: 16_000, price, standIn: null, usd: lite.limits.usd })?.plan).toEqual(lite)
  expect(lite.limits.usd).toBeGreaterThanOrEqual(0.4)
  expect(capPlan(full, sonnet)).toEqual(full)
})

test("expects the dearer model and the larger change to cost more", () => {
  expect(expectedNanoDollars(full, 16_000, opus)).toBeGreaterThan(1.8 * expectedNanoDollars(full, 16_000, sonnet))
  expect(expectedNanoDollars(full, 60_000, sonnet)).toBeGreaterThan(1.5 * expectedNanoDollars(full, 16_000, sonnet))
})
