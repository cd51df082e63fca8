import type { Consult, Evidence } from "../model/ports.ts"
import type { Consultation } from "../model/review.ts"
import { decideConsultation, silentParticipation } from "./decide-consultation.ts"
import type { Decision } from "./decide-consultation.ts"
import { findDefects } from "./find-defects.ts"
import { createJournal } from "./journal.ts"
import type { Reviewing, State } from "./reviewing.ts"
import type { ExpertOptions } from "./session-request.ts"
import { openShownHead } from "./shown-head.ts"
import { writeTexts } from "./write-texts.ts"

/**
 * Returns the expert that works with a model: it plans, shows the change, collects claims, has them refuted, merges what stands with the static
 * findings and has fixes proven. Never removes or lowers a static finding. Whatever fails on the model's side is named in
 * `participation.degraded`; throws only for the signal.
 */
export function createExpert(options: ExpertOptions): Consult {
  return async (evidence, signal) => {
    const decision = await decideConsultation(evidence, options)
    return decision.kind === "answer" ? decision.consultation : consult(evidence, decision, options, signal)
  }
}

async function consult(
  evidence: Evidence,
  { plan, model, allowance, degraded }: Extract<Decision, { kind: "ask" }>,
  options: ExpertOptions,
  signal: AbortSignal,
): Promise<Consultation> {
  const { analysis, repository, diff } = evidence
  const journal = createJournal()
  for (const each of degraded) journal.degrade(each)
  const marks = options.marksOf(repository, diff.headSha)
  const clean = options.openClean(evidence)
  const head = openShownHead(evidence, clean)
  const capUsd = Math.min(plan.limits.usd, allowance.usd)
  const session = options.openSession({ model, capUsd, wallMs: plan.limits.wallMs, canary: marks.canary, evidence, head, clean, signal })
  const review: Reviewing = { evidence, plan, journal, options, head, clean, marks, signal, run: session.run }
  const findings = [...analysis.findings, ...(evidence.earlier?.findings ?? [])]
  const state: State = { findings, intent: null, texts: {}, unsupported: 0, refuted: 0, leftOut: plan.leftOut }
  try {
    await findDefects(review, state)
    state.texts = await writeTexts(review, state)
  } catch (error) {
    signal.throwIfAborted()
    // Our own mistake must not cost the team the static review.
    journal.degrade({ pass: "plan", flag: "failed", reason: `the consultation stopped on our side (${nameOf(error)})` })
  }
  const { planned, done } = journal
  return {
    findings: state.findings,
    model,
    note: "",
    participation: {
      ...silentParticipation({ model, plan, degraded: journal.degraded }),
      planned,
      done,
      ...summarise(state),
      usage: session.usage(),
      shares: session.shares(),
      standIns: journal.standIns,
      ...(journal.retryAt !== null && { retryAt: journal.retryAt }),
    },
  }
}

function summarise({ intent, texts, unsupported, refuted, leftOut }: State) {
  return { intent: intent?.goal ?? null, texts, droppedUnsupported: unsupported, refuted, leftOut }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "unknown error"
}
