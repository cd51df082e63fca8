import picomatch from "picomatch"
import type { Finding, Suggestion } from "../model/finding.ts"
import type { Policy } from "../model/policy.ts"
import type { Consult, Evidence } from "../model/ports.ts"
import type { Consultation, ModelUsage, Participation, PassName, ReportHeading } from "../model/review.ts"
import type { ChangedFile } from "../model/diff.ts"
import { judgeCandidates } from "./claims/judge-candidates.ts"
import type { Judged, Vote } from "./claims/judge-candidates.ts"
import { normaliseClaims, ruleOf } from "./claims/normalise-claims.ts"
import type { Reported } from "./claims/normalise-claims.ts"
import { readAnswer, readIntent, readReport } from "./claims/read-answer.ts"
import type { Intent } from "./claims/read-answer.ts"
import { byWeight, isSpeakable, mergeFindings } from "./claims/to-findings.ts"
import { proveFix } from "./claims/prove-fix.ts"
import { cleanDeep } from "./clean-deep.ts"
import { createJournal } from "./journal.ts"
import type { Journal } from "./journal.ts"
import { startInOrder } from "./loop/start-in-order.ts"
import { composePack } from "./pack/compose-pack.ts"
import { splitFiles } from "./pack/split-files.ts"
import type { PassRequest, PassResult, RunPass, SharedPrefix } from "./pass.ts"
import { askFinder, askFixes, askIntent, askRefuters, askReport, composeGuidance, composeSystem } from "./passes/questions.ts"
import type { Unclean } from "./passes/questions.ts"
import { planReview } from "./plan.ts"
import type { Plan } from "./plan.ts"
import { openShownHead } from "./shown-head.ts"
import type { Clean, ShownHead } from "./shown-head.ts"

/** Money, circuit and patience of one review. */
export interface ModelSession {
  readonly run: RunPass
  readonly usage: () => ModelUsage
}

export interface SessionRequest {
  /** US dollars this review may cost at the most. */
  readonly capUsd: number
  /** Milliseconds for all of it. */
  readonly wallMs: number
  readonly canary: string
  readonly evidence: Evidence
  readonly head: ShownHead
  readonly signal: AbortSignal
}

export interface ExpertOptions {
  /** Id of the model of the large passes, for the report. */
  readonly model: string
  readonly openSession: (request: SessionRequest) => ModelSession
  readonly clean: Clean
  /** Marks for one head that nobody outside can guess and that are the same whenever it is reviewed. */
  readonly marksOf: (repository: string, headSha: string) => { readonly nonce: string; readonly canary: string }
}

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
    return consult(evidence, plan, journal, options, signal)
  }
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
  const head = openShownHead(evidence, options.clean)
  const capUsd = Math.min(plan.limits.usd, allowance.usd)
  const session = options.openSession({ capUsd, wallMs: plan.limits.wallMs, canary: marks.canary, evidence, head, signal })
  const review: Reviewing = { evidence, plan, journal, options, head, marks, signal, run: session.run }
  const state: State = { findings: analysis.findings, intent: null, texts: {}, unsupported: 0, refuted: 0, leftOut: plan.leftOut }
  try {
    await work(review, state)
  } catch (error) {
    signal.throwIfAborted()
    // Our own mistake must not cost the team the static review.
    journal.degrade({ pass: "plan", flag: "failed", reason: `the consultation stopped on our side (${nameOf(error)})` })
  }
  return {
    findings: state.findings,
    model: options.model,
    note: "",
    participation: { ...tell(journal, plan, options), ...summarise(state), usage: session.usage() },
  }
}

interface Reviewing {
  readonly evidence: Evidence
  readonly plan: Plan
  readonly journal: Journal
  readonly options: ExpertOptions
  readonly head: ShownHead
  readonly marks: { readonly nonce: string; readonly canary: string }
  readonly signal: AbortSignal
  readonly run: RunPass
}

/** What is known so far; whatever happens next, this much is told. */
interface State {
  findings: readonly Finding[]
  intent: Intent | null
  texts: Participation["texts"]
  unsupported: number
  refuted: number
  leftOut: Participation["leftOut"]
}

async function work(review: Reviewing, state: State): Promise<void> {
  const { evidence, plan, journal, head, marks } = review
  const { analysis, policy } = evidence
  const parts = splitFiles(plan.files)
  state.leftOut = [...plan.leftOut, ...parts.leftOut]
  const system = composeSystem(marks.canary)
  const guidance = composeGuidance(analysis.stack, instructionsFor(policy, plan.files))
  const intent = readIntentOf(review)
  // Awaited below; if something fails before that, this one must not be a rejection nobody handles.
  intent.catch(() => undefined)
  const judged: Judged[] = []
  const suggestions = new Map<string, Suggestion>()
  for (const files of parts.parts) {
    const pack = await composePack(evidence, files, { shownHead: head, clean: review.options.clean, nonce: marks.nonce })
    const prefix: SharedPrefix = { system, guidance, pack: pack.text }
    state.intent = await intent
    const { candidates, unsupported } = await normaliseClaims(await findClaims(review, prefix, state.intent, files), pack, head)
    state.unsupported += unsupported
    const heard = candidates.filter(({ category }) => policy.rules[ruleOf({ category })] !== "off")
    const verdicts = await refute(review, prefix, heard.slice(0, plan.limits.candidates))
    const mine = await judgeCandidates(heard, verdicts, head)
    judged.push(...mine)
    state.refuted += mine.filter((each) => each.state === "refuted").length
    // Told even if nothing after this succeeds.
    state.findings = await merge(review, judged, suggestions)
    await proveFixes(review, prefix, mine, suggestions)
  }
  state.findings = await merge(review, judged, suggestions)
  state.texts = await writeTexts(review, state)
  if (parts.leftOut.length > 0)
    journal.degrade({ pass: "plan", flag: "too-large", reason: `the model was not shown ${parts.leftOut.length} of the changed files` })
}

async function readIntentOf(review: Reviewing): Promise<Intent | null> {
  const question = askIntent(review.evidence.texts, review.marks.canary)
  if (question === null) return null
  const [result] = await ask(review, [question])
  return readIntent(result?.answer)
}

async function findClaims(
  review: Reviewing,
  prefix: SharedPrefix,
  intent: Intent | null,
  files: readonly ChangedFile[],
): Promise<Reported[]> {
  const { plan, evidence, journal } = review
  const questions = plan.finders.map((pass) => askFinder(pass as FinderName, { prefix, limits: plan.limits, intent, order: null }))
  if (plan.readsTwice) {
    const order = files.map(({ path }) => path).toReversed()
    questions.push(askFinder("find-correctness", { prefix, limits: plan.limits, intent, order }))
  }
  const results = await ask(review, questions)
  return results.flatMap((result, index) => {
    const pass = questions[index]?.request.pass as PassName
    const answer = readAnswer(result.answer)
    const changed = new Set(evidence.diff.files.map(({ path }) => path))
    const missed = answer.coverage.notChecked.filter(({ path }) => changed.has(path))
    if (missed.length > 0)
      journal.degrade({ pass, flag: "not-checked", reason: `it says that it did not check ${missed.length} of the changed files` })
    return answer.findings.map((claim) => ({ pass, claim }))
  })
}

type FinderName = PassName & `find-${string}`

async function refute(review: Reviewing, prefix: SharedPrefix, candidates: Parameters<typeof askRefuters>[0]): Promise<Vote[]> {
  review.journal.plan("refute")
  const questions = askRefuters(candidates, { prefix, limits: review.plan.limits })
  const results = await ask(review, questions)
  return results.flatMap((result, index) => {
    const lens = questions[index]?.lens ?? null
    return readAnswer(result.answer).verdicts.map((verdict) => ({ lens, verdict }))
  })
}

async function merge({ evidence, head }: Reviewing, judged: readonly Judged[], suggestions: ReadonlyMap<string, Suggestion>) {
  const { analysis, policy } = evidence
  const merged = await mergeFindings({ statics: analysis.findings, judged, suggestions, head })
  return merged
    .filter(({ origin, section }) => origin !== "model" || policy.sections[section])
    .map((finding) => applySetting(finding, policy))
}

function applySetting(finding: Finding, policy: Policy): Finding {
  const setting = policy.rules[finding.rule]
  return finding.origin !== "model" || setting === undefined || setting === "off" ? finding : { ...finding, severity: setting }
}

async function proveFixes(review: Reviewing, prefix: SharedPrefix, judged: readonly Judged[], suggestions: Map<string, Suggestion>) {
  const { evidence, plan } = review
  const worth = judged
    .filter((each) => isSpeakable(each))
    .toSorted(byWeight)
    .slice(0, evidence.policy.max_comments)
  const open: Judged[] = []
  for (const each of worth) {
    const proven = each.fix.kind === "replace" && (await prove(review, each, each.fix.replacement, suggestions))
    if (!proven) open.push(each)
  }
  if (open.length === 0) return
  const results = await ask(review, askFixes(open, { prefix, limits: plan.limits }))
  for (const fix of results.flatMap((result) => readAnswer(result.answer).fixes)) {
    const target = open.find(({ id }) => id === fix.id.toUpperCase())
    if (target !== undefined && fix.completes) await prove(review, target, fix.replacement, suggestions)
  }
}

async function prove(
  { evidence }: Reviewing,
  judged: Judged,
  replacement: readonly string[],
  suggestions: Map<string, Suggestion>,
): Promise<boolean> {
  const statics = evidence.analysis.findings.filter(({ fingerprint }) => judged.statics.includes(fingerprint))
  const suggestion = await proveFix(judged, replacement, statics, evidence.reader)
  if (suggestion === null) return false
  for (const fingerprint of judged.statics.length === 0 ? [judged.fingerprint] : judged.statics) suggestions.set(fingerprint, suggestion)
  return true
}

async function writeTexts(review: Reviewing, { findings, intent }: State): Promise<Participation["texts"]> {
  const { evidence, marks } = review
  const question = askReport({ findings, analysis: evidence.analysis, goal: intent?.goal ?? null }, marks.canary)
  const [result] = await ask(review, [question])
  const texts = readReport(result?.answer)
  if (texts === null) return {}
  const named: Record<ReportHeading, string> = { ...texts, "next-steps": texts.nextSteps }
  return Object.fromEntries(headings.map((heading) => [heading, named[heading]] as const).filter(([, text]) => text !== ""))
}

const headings: readonly ReportHeading[] = ["summary", "code", "setup", "testing", "performance", "security", "next-steps"]

async function ask({ options, journal, run, signal }: Reviewing, questions: readonly Unclean[]): Promise<readonly PassResult[]> {
  if (questions.length === 0) return []
  const requests: PassRequest[] = []
  for (const { request, data } of questions) {
    journal.plan(request.pass)
    requests.push({ ...request, data: data === null ? "" : JSON.stringify(await cleanDeep(data, options.clean)) })
  }
  const results = await startInOrder(run, requests, signal)
  for (const [index, result] of results.entries()) journal.record(requests[index]!.pass, result)
  return results
}

function isDeep({ labels, policy }: Evidence): boolean {
  return labels.some((label) => policy.labels.deepen.includes(label))
}

function instructionsFor({ instructions }: Policy, files: readonly ChangedFile[]): string[] {
  return instructions.filter(({ paths }) => files.some(({ path }) => picomatch.isMatch(path, paths, { dot: true }))).map(({ text }) => text)
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
