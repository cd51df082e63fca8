import type { Finding } from "../model/finding.ts"
import type { Evidence } from "../model/ports.ts"
import type { Participation } from "../model/review.ts"
import type { Intent } from "./claims/read-answer.ts"
import { cleanDeep } from "./clean-deep.ts"
import type { Journal } from "./journal.ts"
import { startInOrder } from "./loop/start-in-order.ts"
import type { PassRequest, PassResult, RunPass } from "./pass.ts"
import type { Unclean } from "./passes/questions.ts"
import type { Plan } from "./plan.ts"
import type { ExpertOptions } from "./session-request.ts"
import type { Clean, ShownHead } from "./shown-head.ts"

/** One consultation under way: what every step of it needs. */
export interface Reviewing {
  readonly evidence: Evidence
  readonly plan: Plan
  readonly journal: Journal
  readonly options: ExpertOptions
  readonly head: ShownHead
  readonly clean: Clean
  readonly marks: { readonly nonce: string; readonly canary: string }
  readonly signal: AbortSignal
  readonly run: RunPass
}

/** What is known so far; whatever happens next, this much is told. */
export interface State {
  findings: readonly Finding[]
  intent: Intent | null
  texts: Participation["texts"]
  unsupported: number
  refuted: number
  leftOut: Participation["leftOut"]
}

/** Sends the questions of one step, cleaned, the first one ahead; every ending goes into the journal. Throws only for the signal. */
export async function ask(review: Reviewing, questions: readonly Unclean[]): Promise<readonly PassResult[]> {
  const results = await put(review, questions)
  for (const [index, result] of results.entries()) review.journal.record(questions[index]!.request.pass, result)
  return results
}

/** As `ask`, and leaves it to the caller what the journal is told of the endings. */
export async function put({ clean, journal, run, signal }: Reviewing, questions: readonly Unclean[]): Promise<readonly PassResult[]> {
  if (questions.length === 0) return []
  const requests: PassRequest[] = []
  for (const { request, data } of questions) {
    journal.plan(request.pass)
    requests.push({ ...request, data: data === null ? "" : JSON.stringify(await cleanDeep(data, clean)) })
  }
  return startInOrder(run, requests, signal)
}
