import type { Plan } from "../plan.ts"
import type { ModelPrice } from "./prices.ts"

// The caps of the tiers are sized on Sonnet 5.5. Thinking and answers are most of what a review costs once the prompt is cached, and in every price
// list so far the prices of a prompt stand in one proportion to that of an answer.
const referenceOutputUsd = 10

/**
 * Takes US dollars that are enough with Sonnet 5.5, returns those that pay for the same with another model: as many times more as a token of its output
 * costs more, to the cent. A cheaper model keeps the cap; it then pays for more than it needs. `null` for a model without a price, which only tests have.
 */
function capFor(usd: number, price: ModelPrice | null): number {
  const times = Math.max(1, (price?.usdPerMillion.output ?? 0) / referenceOutputUsd)
  return Math.round(usd * times * 100) / 100
}

/** Takes a plan, returns it with the cap of its tier for this model. */
export function capPlan(plan: Plan, price: ModelPrice | null): Plan {
  return { ...plan, limits: { ...plan.limits, usd: capFor(plan.limits.usd, price) } }
}
