import type { Plan } from "../plan.ts"
import { costOf, nanoDollarsPerDollar } from "./cost.ts"
import type { ModelPrice } from "./prices.ts"

/** A plan that can be paid for, the model that is asked by it, and what was given up for it in words; empty when nothing was. */
export interface FittedPlan {
  readonly plan: Plan
  readonly model: string
  readonly givenUp: string
}

export interface Affordable {
  /** About how many tokens the change has. */
  readonly packTokens: number
  readonly price: ModelPrice
  /** Of the model that may be asked in its place; it is only where it costs less. */
  readonly standIn: ModelPrice | null
  /** What there is, in US dollars. */
  readonly usd: number
}

// Measured on scripted reviews of known changes (`npm run bench -- tokens`) with the lengths that answers have elsewhere. A guess, not a limit: what
// is really spent is kept within the limit by the budget, call by call.
const systemTokens = 8000
const lookTokens = { prompt: 4000, output: 600 }
const verdictTokens = 1200
const claimsEach = 4
const callsEach = 2
const largePackTokens = 40_000
// Giving something up for a cent that may not be needed costs more than the last fix that then is not written.
const lenience = 1.1

/**
 * Takes a plan and what there is; gives up, in this order, looks into the repository, the model for a cheaper one, a finder of its own for each kind of
 * defect, and tools at all, until the review is expected to fit. `null` when none of it does.
 */
export function fitPlan(plan: Plan, { packTokens, price, standIn, usd }: Affordable): FittedPlan | null {
  const isCheaper = standIn !== null && standIn.usdPerMillion.output < price.usdPerMillion.output
  const last = isCheaper ? standIn : price
  const instead = isCheaper ? `${standIn.model} looked in place of ${price.model}` : ""
  const quieter = withFewerLooks(plan)
  const merged: Plan = { ...quieter, finders: ["find-all"], readsTwice: false }
  const steps: readonly { readonly plan: Plan; readonly price: ModelPrice; readonly givenUp: readonly string[] }[] = [
    { plan, price, givenUp: [] },
    // How often a model may look is ours to say in any case.
    { plan: quieter, price, givenUp: [] },
    ...(isCheaper ? [{ plan: quieter, price: standIn, givenUp: [instead] }] : []),
    { plan: merged, price: last, givenUp: [instead, "one pass looked for all kinds of defects"] },
    { plan: withoutTools(merged), price: last, givenUp: [instead, "one pass looked for all kinds of defects, at the change alone"] },
  ]
  const step = steps.find((each) => expectedNanoDollars(each.plan, packTokens, each.price) <= lenience * usd * nanoDollarsPerDollar)
  if (step === undefined) return null
  return { plan: step.plan, model: step.price.model, givenUp: step.givenUp.filter((part) => part !== "").join(", and ") }
}

function withFewerLooks(plan: Plan): Plan {
  const { finder } = plan.limits
  const fewer = { toolCalls: Math.ceil(finder.toolCalls / 2), turns: Math.max(2, Math.ceil(finder.turns / 2)) }
  return { ...plan, limits: { ...plan.limits, finder: fewer } }
}

function withoutTools(plan: Plan): Plan {
  const once = { toolCalls: 0, turns: 1 }
  return { ...plan, limits: { ...plan.limits, finder: once, refuter: once, candidates: Math.min(plan.limits.candidates, claimsEach) } }
}

/** What a review by this plan costs when it goes as most do, in billionths of a dollar. */
export function expectedNanoDollars({ finders, readsTwice, limits }: Plan, packTokens: number, price: ModelPrice): number {
  const prefix = systemTokens + packTokens
  const isLarge = packTokens > largePackTokens
  const reading = { input: 0, cacheRead: prefix, cacheWrite5m: 0, cacheWrite1h: 0, output: 0 }
  const opening = { ...reading, cacheRead: 0, ...(isLarge ? { cacheWrite1h: prefix } : { cacheWrite5m: prefix }) }
  const look = costOf(price, { ...reading, cacheWrite5m: lookTokens.prompt, output: lookTokens.output })
  // Answers grow with the change: five thousand tokens for sixteen thousand of it, twelve for sixty.
  const answer = Math.min(12_000, 2400 + Math.round(0.163 * packTokens))
  const claims = Math.min(limits.candidates, 2 + Math.ceil(packTokens / 4000))
  const passes = finders.length + (readsTwice ? 1 : 0)
  const searching = passes * ((limits.finder.turns - 1) * look + costOf(price, { ...reading, output: answer }))
  const refuting = Math.ceil(claims / claimsEach) * Math.min(callsEach, limits.refuter.turns) * look
  return costOf(price, opening) + searching + refuting + costOf(price, { ...reading, cacheRead: 0, output: claims * verdictTokens })
}
