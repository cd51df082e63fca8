import { createHash, createHmac } from "node:crypto"
import { isRefusal } from "../expert/circuit.ts"
import type { Circuit, CircuitBreaker } from "../expert/circuit.ts"
import { decideConsultation, silentParticipation } from "../expert/decide-consultation.ts"
import { inquiryLimits } from "../expert/inquiry-limits.ts"
import type { Plan } from "../expert/plan.ts"
import { createCanary, createNonce } from "../hygiene/canary.ts"
import type { Inquiry } from "../model/inquiry.ts"
import type { Allowance, Consult, Evidence, Inquire } from "../model/ports.ts"
import type { Consultation, ModelUsage } from "../model/review.ts"
import { acceptAnswer } from "./accept-answer.ts"
import { acceptConsultation } from "./accept-consultation.ts"
import { consultChild } from "./consult-child.ts"
import type { ChildEnding, ChildOptions } from "./consult-child.ts"
import { openHeadDoor } from "./head-door.ts"
import type { HeadDoor } from "./head-door.ts"
import type { ExpertSettings, Reception } from "./messages.ts"
import { packEvidence } from "./pack-evidence.ts"

export interface ExpertProcessOptions extends Omit<ChildOptions, "environment">, Omit<ExpertSettings, "marks"> {
  /** As `modelEnvironment` chooses it; holds the key. */
  readonly environment: ChildOptions["environment"] & { readonly ANTHROPIC_API_KEY: string }
  /** Whether the provider does business with us, by key and installation. It outlives the processes. */
  readonly circuits: CircuitBreaker
  /** Told what happened to a process that did not come to its end. */
  readonly onTrouble?: (message: string) => void
}

/** What one process may take. The expert keeps times of its own, twenty minutes at the most; these are for one that does not. */
export const expertLimits = { memoryMb: 512, wallMs: 22 * 60_000, silenceMs: 60_000 } as const

export interface ExpertProcess extends Disposable {
  readonly consult: Consult
  readonly inquire: Inquire
}

/**
 * Returns the expert that works in a process of its own for each review or inquiry, which alone holds the key of the model and nothing else of ours.
 * Whatever becomes of that process, we go on with what the analysis found; `degraded` then says why. Contract: `consult` never removes or lowers a
 * static finding, both throw only for their signal and for money that cannot be booked. Disposing ends what runs.
 */
export function createExpertProcess(options: ExpertProcessOptions): ExpertProcess {
  const { environment, circuits, onTrouble, model } = options
  const key = createHash("sha256").update(environment.ANTHROPIC_API_KEY).digest("hex").slice(0, 16)
  const ending = new AbortController()

  /** Gives what came of it, or why it is not to be had. `accept` says in words what cannot be believed. */
  async function run<T extends object>(
    question: Question,
    accept: (outcome: unknown, door: HeadDoor) => T | string | Promise<T | string>,
    signal: AbortSignal,
  ): Promise<{ readonly accepted: T } | Degrading> {
    const { evidence } = question
    const circuit = circuits.of(key, evidence.installationId)
    if (!circuit.admit()) return { flag: "circuit-open", reason: circuit.line() ?? "the model's provider refuses requests", usage: null }
    const { message, door } = prepare(question, options)
    try {
      const end = await consultChild(
        message,
        { answer: (request) => door.answer(request), onSpent: evidence.onSpent },
        options,
        AbortSignal.any([signal, ending.signal]),
      )
      settle(circuit, end.kind === "done" ? end.reception : "undecided")
      const accepted = end.kind === "done" ? await accept(end.outcome, door) : `it ${end.how}`
      if (typeof accepted !== "string") return { accepted }
      onTrouble?.(`a consultation was given up: ${accepted}`)
      return { flag: flagOf(end), reason: reasonOf(end), usage: end.spent }
    } catch (error) {
      circuit.undecided()
      signal.throwIfAborted()
      throw error
    }
  }

  return {
    async consult(evidence, signal) {
      // What is not worth asking about is not worth a process either.
      const decision = await decideConsultation(evidence, { model, fallback: options.fallbackModel })
      if (decision.kind === "answer") return decision.consultation
      const { plan, allowance } = decision
      const question = { evidence, allowance, inquiry: null }
      const end = await run(question, (outcome, door) => acceptConsultation(outcome, { evidence, door }), signal)
      return "accepted" in end ? end.accepted : degrade(evidence, { ...end, model, plan })
    },
    async inquire(evidence, inquiry, signal) {
      const allowance = await evidence.allow(inquiryLimits.usd)
      const question = { evidence, allowance, inquiry }
      const end =
        allowance.usd <= 0
          ? { flag: "budget", reason: `nothing is left of ${allowance.limitedBy}`, usage: null }
          : await run(question, (outcome, door) => acceptAnswer(outcome, { evidence, inquiry, door }), signal)
      if ("accepted" in end) return end.accepted
      return { answer: null, degraded: [{ pass: "plan", flag: end.flag, reason: end.reason }], usage: end.usage ?? nothingPaid }
    },
    [Symbol.dispose]: () => ending.abort(new Error("we are stopping")),
  }
}

interface Question {
  readonly evidence: Evidence
  readonly allowance: Allowance
  /** `null` for a review. */
  readonly inquiry: Inquiry | null
}

function prepare(
  { evidence, allowance, inquiry }: Question,
  { model, smallModel, fallbackModel, effort, patience, environment }: ExpertProcessOptions,
) {
  const { repository, diff } = evidence
  // Whoever has the key has nothing to gain from these.
  const secret = createHmac("sha256", environment.ANTHROPIC_API_KEY).update("marks").digest()
  const masks = createHmac("sha256", secret).update(`masks\0${repository}`).digest("hex")
  // The canary stands in the rules, which all pull requests of a repository share in the provider's cache; the nonce stands in the pack of one head.
  const marks = { nonce: createNonce(secret, repository, diff.headSha), canary: createCanary(secret, repository), masks }
  const settings: ExpertSettings = { model, smallModel, fallbackModel, effort, patience, marks }
  return {
    message: { kind: "consult", evidence: packEvidence(evidence, allowance), inquiry, settings } as const,
    door: openHeadDoor(evidence),
  }
}

function settle(circuit: Circuit, reception: Reception): void {
  if (reception === "welcome") circuit.succeeded()
  else if (isRefusal(reception)) circuit.refused(reception)
  else circuit.undecided()
}

function flagOf(end: ChildEnding): string {
  if (end.kind === "done") return "answer-refused"
  return end.how === "took too long" || end.how === "stopped answering" ? "time" : "process"
}

function reasonOf(end: ChildEnding): string {
  return end.kind === "done"
    ? "what the process that asks the model answered cannot be believed"
    : `the process that asks the model ${end.how}`
}

interface Degrading {
  readonly flag: string
  readonly reason: string
  /** `null` when nothing is known to have been paid. */
  readonly usage: ModelUsage | null
}

const nothingPaid: ModelUsage = { usd: 0, inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, calls: 0 }

function degrade(
  { analysis }: Evidence,
  { flag, reason, usage, model, plan }: Degrading & { readonly model: string; readonly plan: Plan },
): Consultation {
  const silent = silentParticipation({ model, plan, degraded: [{ pass: "plan", flag, reason }] })
  return { findings: analysis.findings, model: null, note: reason, participation: { ...silent, usage: usage ?? nothingPaid } }
}
