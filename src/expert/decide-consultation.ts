import type { Allowance, Evidence } from "../model/ports.ts"
import type { Consultation, DegradedPass, Participation } from "../model/review.ts"
import { expectedPackTokens, planReview, sizeOf } from "./plan.ts"
import type { Plan } from "./plan.ts"
import type { ExpertOptions } from "./session-request.ts"
import { capPlan } from "./spending/cap-plan.ts"
import { fitPlan } from "./spending/fit-plan.ts"
import type { FittedPlan } from "./spending/fit-plan.ts"
import { priceOf } from "./spending/prices.ts"

/** What becomes of a consultation before the model is asked anything. */
export type Decision =
  /** The model is not asked; this is said instead. */
  | { readonly kind: "answer"; readonly consultation: Consultation }
  | {
      readonly kind: "ask"
      readonly plan: Plan
      /** Id of the model of the large passes that the money lasts for. */
      readonly model: string
      readonly allowance: Allowance
      /** What was given up for the money. */
      readonly degraded: readonly DegradedPass[]
    }

type Asked = Pick<ExpertOptions, "model" | "fallback">

/**
 * Takes the evidence and the ids of the models, returns whether it is asked, by which plan and for how much. Money is set aside only for what is worth
 * it; throws what `allow` throws.
 */
export async function decideConsultation(evidence: Evidence, { model, fallback = null }: Asked): Promise<Decision> {
  const { policy, analysis } = evidence
  const say = (note: string, participation: Participation | null = null): Decision => ({
    kind: "answer",
    consultation: { findings: analysis.findings, model: null, note, participation },
  })
  if (!policy.model.enabled) return say("the repository's settings leave the model out")
  const plan = capPlan(planReview(evidence), priceOf(model))
  if (plan.tier === "trivial") return say(`the model was not asked, because ${plan.reason}`)
  const allowance = await evidence.allow(plan.limits.usd)
  const short = (reason: string): readonly DegradedPass[] => [{ pass: "plan", flag: "budget", reason }]
  const refuse = (reason: string): Decision =>
    say(`the model was not asked: ${reason}`, silentParticipation({ model, plan, degraded: short(reason) }))
  if (allowance.usd <= 0) return refuse(`nothing is left of ${allowance.limitedBy}`)
  const fitted = fit(plan, allowance, { model, fallback })
  const limit = limitOf(plan, allowance)
  if (fitted === null) return refuse(`${limit} does not pay for a change of this size`)
  const degraded = fitted.givenUp === "" ? [] : short(`${fitted.givenUp}, to stay within ${limit}`)
  return { kind: "ask", plan: fitted.plan, model: fitted.model, allowance, degraded }
}

/** How a model took part that was asked nothing, or of which nothing came. */
export function silentParticipation({
  model,
  plan: { tier, leftOut },
  degraded,
}: Pick<Participation, "model" | "degraded"> & { readonly plan: Plan }): Participation {
  return {
    model,
    tier,
    planned: [],
    done: [],
    degraded,
    leftOut,
    intent: null,
    texts: {},
    usage: { usd: 0, inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, calls: 0 },
    droppedUnsupported: 0,
    refuted: 0,
  }
}

function fit(plan: Plan, allowance: Allowance, { model, fallback = null }: Asked): FittedPlan | null {
  const price = priceOf(model)
  const standIn = fallback === null ? null : priceOf(fallback)
  const usd = Math.min(plan.limits.usd, allowance.usd)
  const packTokens = expectedPackTokens(plan.files.reduce((sum, file) => sum + sizeOf(file), 0))
  // A model without a price is refused where it is configured; only tests have one here.
  return price === null ? { plan, model, givenUp: "" } : fitPlan(plan, { packTokens, price, standIn, usd })
}

function limitOf({ limits, tier }: Plan, { usd, limitedBy }: Allowance): string {
  return usd < limits.usd ? limitedBy : `the limit of $${limits.usd.toFixed(2)} for a ${tier} review`
}
