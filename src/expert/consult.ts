import type { Allowance, Consult, Evidence } from "../model/ports.ts"
import type { Consultation, Participation } from "../model/review.ts"
import { findDefects } from "./find-defects.ts"
import { createJournal } from "./journal.ts"
import type { Journal } from "./journal.ts"
import { expectedPackTokens, planReview, sizeOf } from "./plan.ts"
import type { Plan } from "./plan.ts"
import type { Reviewing, State } from "./reviewing.ts"
import type { ExpertOptions } from "./session-request.ts"
import { openShownHead } from "./shown-head.ts"
import { fitPlan } from "./spending/fit-plan.ts"
import type { FittedPlan } from "./spending/fit-plan.ts"
import { priceOf } from "./spending/prices.ts"
import { writeTexts } from "./write-texts.ts"

/**
 * Returns the expert that works with a model: it plans, shows the change, collects claims, has them refuted, merges what stands with the static
 * findings and has fixes proven. Never removes or lowers a static finding. Whatever fails on the model's side is named in
 * `participation.degraded`; throws only for the signal.
 */
export function createExpert(options: ExpertOptions): Consult {
  return async (evidence, signal) => {
    const { policy, analysis, allowance } = evidence
    const without = (note: string): Consultation => ({ findings: analysis.findings, model: null, note, participation: null })
    if (!policy.model.enabled) return without("the repository's settings leave the model out")
    const plan = planReview(evidence, isDeep(evidence))
    if (plan.tier === "trivial") return without(`the model was not asked, because ${plan.reason}`)
    const journal = createJournal()
    if (allowance.usd <= 0) {
      journal.degrade({ pass: "plan", flag: "budget", reason: `nothing is left of ${allowance.limitedBy}` })
      return {
        ...without(`the model was not asked: nothing is left of ${allowance.limitedBy}`),
        participation: tell(journal, plan, options),
      }
    }
    const fitted = fit(plan, allowance, options)
    if (fitted === null || fitted.givenUp !== "") {
      const limit = limitOf(plan, allowance)
      const reason = fitted === null ? `${limit} does not pay for a change of this size` : `${fitted.givenUp}, to stay within ${limit}`
      journal.degrade({ pass: "plan", flag: "budget", reason })
      if (fitted === null) return { ...without(`the model was not asked: ${reason}`), participation: tell(journal, plan, options) }
    }
    return consult(evidence, fitted.plan, journal, options, signal)
  }
}

function fit(plan: Plan, allowance: Allowance, { model }: ExpertOptions): FittedPlan | null {
  const price = priceOf(model)
  const packTokens = expectedPackTokens(plan.files.reduce((sum, file) => sum + sizeOf(file), 0))
  // A model without a price is refused where it is configured; only tests have one here.
  return price === null ? { plan, givenUp: "" } : fitPlan(plan, { packTokens, price, usd: Math.min(plan.limits.usd, allowance.usd) })
}

function limitOf({ limits, tier }: Plan, { usd, limitedBy }: Allowance): string {
  return usd < limits.usd ? limitedBy : `the limit of $${limits.usd.toFixed(2)} for a ${tier} review`
}

async function consult(
  evidence: Evidence,
  plan: Plan,
  journal: Journal,
  options: ExpertOptions,
  signal: AbortSignal,
): Promise<Consultation> {
  const { analysis, allowance, repository, diff } = evidence
  const marks = options.marksOf(repository, diff.headSha)
  const clean = options.openClean(evidence)
  const head = openShownHead(evidence, clean)
  const capUsd = Math.min(plan.limits.usd, allowance.usd)
  const session = options.openSession({ capUsd, wallMs: plan.limits.wallMs, canary: marks.canary, evidence, head, clean, signal })
  const review: Reviewing = { evidence, plan, journal, options, head, clean, marks, signal, run: session.run }
  const state: State = { findings: analysis.findings, intent: null, texts: {}, unsupported: 0, refuted: 0, leftOut: plan.leftOut }
  try {
    await findDefects(review, state)
    state.texts = await writeTexts(review, state)
  } catch (error) {
    signal.throwIfAborted()
    // Our own mistake must not cost the team the static review.
    journal.degrade({ pass: "plan", flag: "failed", reason: `the consultation stopped on our side (${nameOf(error)})` })
  }
  return {
    findings: state.findings,
    model: options.model,
    note: "",
    participation: {
      ...tell(journal, plan, options),
      ...summarise(state),
      usage: session.usage(),
      shares: session.shares(),
      standIns: journal.standIns,
    },
  }
}

function isDeep({ labels, policy, isDeep: isAsked = false }: Evidence): boolean {
  return isAsked || labels.some((label) => policy.labels.deepen.includes(label))
}

function tell(journal: Journal, plan: Plan, { model }: ExpertOptions): Participation {
  return {
    model,
    tier: plan.tier,
    planned: journal.planned,
    done: journal.done,
    degraded: journal.degraded,
    leftOut: plan.leftOut,
    intent: null,
    texts: {},
    usage: { usd: 0, inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, calls: 0 },
    droppedUnsupported: 0,
    refuted: 0,
  }
}

function summarise({ intent, texts, unsupported, refuted, leftOut }: State) {
  return { intent: intent?.goal ?? null, texts, droppedUnsupported: unsupported, refuted, leftOut }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "unknown error"
}
