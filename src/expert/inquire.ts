import type { Suggestion } from "../model/finding.ts"
import type { Inquired, Inquiry, ModelAnswer } from "../model/inquiry.ts"
import type { Evidence, Inquire } from "../model/ports.ts"
import { instructionsFor } from "../model/reviewed-paths.ts"
import type { DegradedPass } from "../model/review.ts"
import { isDismissive, playsDown } from "./claims/plays-down.ts"
import { proveFix } from "./claims/prove-fix.ts"
import { readAnswer } from "./claims/read-answer.ts"
import type { ReadAnswer } from "./claims/read-answer.ts"
import { supportStatements } from "./claims/support-statements.ts"
import { cleanDeep } from "./clean-deep.ts"
import { chooseFiles } from "./pack/choose-files.ts"
import { composePack } from "./pack/compose-pack.ts"
import { splitFiles } from "./pack/split-files.ts"
import { askAnswer, askExplanation, askFixOf, fixId } from "./passes/inquiries.ts"
import type { InquiryContext } from "./passes/inquiries.ts"
import { composeGuidance, composeSystem } from "./passes/questions.ts"
import type { Unclean } from "./passes/questions.ts"
import { inquiryLimits } from "./inquiry-limits.ts"
import { planReview } from "./plan.ts"
import type { ExpertOptions, ModelSession } from "./session-request.ts"
import { openShownHead } from "./shown-head.ts"
import type { ShownHead } from "./shown-head.ts"
import { priceOf } from "./spending/prices.ts"

const most = inquiryLimits

// It has answered all the same, from less than it wanted to see.
const tolerable = new Set(["tool-budget", "budget"])

/**
 * Returns what asks a model about one head: it is shown the change as in a review, may look around, and is believed what it can quote. An answer
 * that is not whole is none; `degraded` then says why. Throws only for the signal.
 */
export function createInquirer(options: ExpertOptions): Inquire {
  return async (evidence, inquiry, signal) => {
    const { repository, diff, analysis, policy } = evidence
    const allowance = await evidence.allow(most.usd)
    const usd = Math.min(most.usd, allowance.usd)
    const plan = planReview({ ...evidence, isDeep: true })
    const { parts } = splitFiles(plan.files)
    const files = chooseFiles(parts.flat(), inquiry, { usd, price: priceOf(options.model) })
    const marks = options.marksOf(repository, diff.headSha)
    const clean = options.openClean(evidence)
    const head = openShownHead(evidence, clean)
    const session = options.openSession({
      model: options.model,
      capUsd: usd,
      wallMs: most.wallMs,
      canary: marks.canary,
      evidence,
      head,
      clean,
      signal,
    })
    const paths = plan.files.map(({ path }) => path)
    try {
      const pack = await composePack(evidence, files, { shownHead: head, clean, nonce: marks.nonce })
      const prefix = {
        system: composeSystem(marks.canary),
        guidance: composeGuidance(analysis.stack, instructionsFor(policy, paths)),
        pack: pack.text,
      }
      const { request, data } = await compose(inquiry, { prefix, limits: most.pass }, head)
      const result = await session.run({ ...request, data: JSON.stringify(await cleanDeep(data, clean)) }, signal)
      if (result.answer === null || !result.degraded.every(({ flag }) => tolerable.has(flag))) return without(session, result.degraded)
      const answer = await check(readAnswer(result.answer), inquiry, evidence, head)
      if (inquiry.kind !== "suggest" && answer.statements.length === 0 && answer.open === "nothing")
        return without(session, [...result.degraded, { pass: request.pass, flag: "unsupported", reason: nothingHolds }])
      const leftOut = plan.leftOut.length + plan.files.length - files.length
      return {
        answer: { ...answer, model: result.standIn?.model ?? options.model, leftOut },
        degraded: result.degraded,
        usage: session.usage(),
      }
    } catch (error) {
      signal.throwIfAborted()
      const name = error instanceof Error ? error.name : "unknown error"
      return without(session, [{ pass: "plan", flag: "failed", reason: `the inquiry stopped on our side (${name})` }])
    }
  }
}

const nothingHolds = "nothing of what it said could be checked against the code"

function without(session: ModelSession, degraded: readonly DegradedPass[]): Inquired {
  return { answer: null, degraded, usage: session.usage() }
}

async function compose(inquiry: Inquiry, context: InquiryContext, head: ShownHead): Promise<Unclean> {
  switch (inquiry.kind) {
    case "ask":
      return askAnswer(inquiry, context)
    case "explain":
      return askExplanation(inquiry.finding, context)
    case "suggest":
      return askFixOf(inquiry.finding, await linesOf(inquiry.finding, head), context)
  }
}

type Checked = Omit<ModelAnswer, "model" | "leftOut">

async function check(answer: ReadAnswer, inquiry: Inquiry, evidence: Evidence, head: ShownHead): Promise<Checked> {
  if (inquiry.kind === "suggest") {
    const suggestion = await proveFirst(answer, inquiry, evidence, head)
    return { statements: [], open: "nothing", unsupported: 0, suggestion }
  }
  const supported = await supportStatements(answer.statements, head)
  const statements = supported.filter((each) =>
    inquiry.kind === "explain" ? !isDismissive(each.text) : !playsDown(each, evidence.analysis.findings),
  )
  return { statements, open: answer.open, unsupported: answer.statements.length - statements.length, suggestion: null }
}

async function proveFirst(
  { fixes }: ReadAnswer,
  { finding }: Extract<Inquiry, { kind: "suggest" }>,
  { reader }: Evidence,
  head: ShownHead,
): Promise<Suggestion | null> {
  const fix = fixes.find(({ id, completes }) => id.toUpperCase() === fixId && completes)
  if (fix === undefined || finding.side !== "RIGHT") return null
  const { startLine, endLine, path } = finding
  const shown = (await linesOf(finding, head)).join("\n")
  return proveFix({ anchor: { startLine, endLine }, path, evidence: shown }, fix.replacement, [finding], reader)
}

async function linesOf({ path, startLine, endLine }: { path: string; startLine: number; endLine: number }, head: ShownHead) {
  return ((await head.linesOf(path)) ?? []).slice(startLine - 1, endLine)
}
