import { abandonAnalysis } from "../analysis/abandon-analysis.ts"
import { movesPackages, withAdvisories } from "../analysis/dependencies/advisory-findings.ts"
import type { Analysis } from "../model/analysis.ts"
import type { Diff } from "../model/diff.ts"
import type { Finding, PlacedFinding, Section } from "../model/finding.ts"
import { parsePolicy } from "../model/parse-policy.ts"
import type { Policy } from "../model/policy.ts"
import type { LocalCheckout, LocalCheckoutRequest } from "../checkout/open-local-checkout.ts"
import { type Analyst, type Consult, type History, nothingSaid } from "../model/ports.ts"
import type { Consultation } from "../model/review.ts"
import type { SourceTree, TreeIndex } from "../model/source.ts"
import { concludeReview } from "../report/conclude.ts"
import { composeEvidence } from "../jobs/compose-evidence.ts"
import type { Circumstances, StudiedChange } from "../jobs/compose-evidence.ts"
import type { LocalReview } from "./format/local-review.ts"

/** The stages of a review, handed in so that a test can replace each. */
export interface ReviewStages {
  openCheckout(request: LocalCheckoutRequest, signal: AbortSignal): Promise<LocalCheckout>
  planReading(
    diff: Diff,
    base: TreeIndex,
    head: TreeIndex,
    policy: Policy,
  ): { readonly base: readonly string[]; readonly head: readonly string[] }
  analyze(subject: { diff: Diff; base: SourceTree; head: SourceTree; policy: Policy }, signal: AbortSignal): Promise<Analysis>
  placeFindings(input: { findings: readonly Finding[]; diff: Diff; policy: Policy; history: History }): readonly PlacedFinding[]
  ask: Analyst["ask"]
  prove: Analyst["prove"]
  /** The expert with its model; `null` where there is no key or nobody wants it. */
  readonly consult: Consult | null
  /** US dollars that one review may cost. */
  readonly reviewUsd: number
  /** Milliseconds that only ever grow. */
  readonly clock: () => number
}

export interface ReviewChangeRequest {
  readonly checkout: LocalCheckoutRequest
  /** Sections asked for on the command line; `null` leaves it to the settings of the repository. */
  readonly sections: readonly Section[] | null
  readonly version: string
  readonly signal: AbortSignal
  readonly onStage: (what: string) => void
}

export interface ReviewedChange {
  readonly review: LocalReview
  /** Why the analysis stopped; `null` when it came to its end. */
  readonly aborted: Error | null
}

/**
 * Reviews one change of a local repository, without writing into it.
 * @throws UserError for a folder or revision that does not exist, whatever git throws, and the signal's reason
 */
export async function reviewChange(request: ReviewChangeRequest, stages: ReviewStages): Promise<ReviewedChange> {
  const { signal, onStage } = request
  const started = stages.clock()
  onStage("Reading the change")
  await using checkout = await stages.openCheckout(request.checkout, signal)
  const { diff } = checkout
  const settings = parsePolicy(checkout.policyText)
  const policy = selectSections(settings.policy, request.sections)
  signal.throwIfAborted()

  onStage(`Reading ${diff.files.length} changed files and their neighbours`)
  const plan = stages.planReading(diff, checkout.base, checkout.head, policy)
  const base = await checkout.read("base", plan.base)
  const head = await checkout.read("head", plan.head)
  const read = stages.clock()
  signal.throwIfAborted()

  onStage(`Analysing ${diff.files.length} changed files`)
  const { analysis: found, aborted } = await analyzeOrSay(() => stages.analyze({ diff, base, head, policy }, signal), diff)
  const analysed = stages.clock()
  signal.throwIfAborted()
  const analysis = movesPackages(diff)
    ? withAdvisories(found, { kind: "unknown", reason: "a local review asks nobody outside" }, { head, policy, diff })
    : found
  const consultation = await consultExpert({ checkout, base, head, analyst: stages, analysis, policy }, request, stages)
  signal.throwIfAborted()
  const findings = stages.placeFindings({ findings: consultation.findings, diff, policy, history: nothingSaid })

  return {
    aborted,
    review: {
      range: { base: checkout.defaultBase, head: describeHead(request.checkout.head) },
      baseSha: checkout.mergeBaseSha,
      headSha: checkout.headSha,
      analysis,
      consultation,
      findings,
      policy,
      policyProblems: settings.problems,
      verdict: concludeReview({ findings, coverage: analysis.coverage, diff, policy, participation: consultation.participation }),
      sources: { base, head },
      timings: composeTimings(analysis.timings, {
        totalMs: stages.clock() - started,
        checkoutMs: read - started,
        analysisMs: analysed - read,
      }),
      version: request.version,
    },
  }
}

/** Asks the model about a local change. Nobody wrote a description of it, and nobody pays but the one who waits. */
async function consultExpert(
  change: StudiedChange,
  request: ReviewChangeRequest,
  { consult, reviewUsd }: ReviewStages,
): Promise<Consultation> {
  if (consult === null) return { findings: change.analysis.findings, model: null, note: "", participation: null }
  const { signal, onStage } = request
  onStage("Asking Claude")
  const limit = Math.min(change.policy.model.max_usd_per_review, reviewUsd)
  const circumstances: Circumstances = {
    repository: request.checkout.directory,
    installationId: 0,
    texts: { title: "", body: "", commits: [] },
    author: { isBot: false },
    isDeep: false,
    isAgain: false,
    allow: (mostUsd) => Promise.resolve({ usd: Math.min(limit, mostUsd), limitedBy: `the limit of $${limit.toFixed(2)} for one review` }),
    onSpent: ({ usd, calls }) => onStage(`Asking Claude: ${calls} requests, $${usd.toFixed(2)}`),
  }
  return consult(composeEvidence(change, circumstances, signal), signal)
}

/** A section named on the command line is reviewed even where the settings switch it off: the user asked now. */
function selectSections(policy: Policy, asked: readonly Section[] | null): Policy {
  if (asked === null) return policy
  const sections = Object.fromEntries(Object.keys(policy.sections).map((section) => [section, asked.includes(section as Section)]))
  return { ...policy, sections: sections as Policy["sections"] }
}

async function analyzeOrSay(analyze: () => Promise<Analysis>, diff: Diff): Promise<{ analysis: Analysis; aborted: Error | null }> {
  try {
    return { analysis: await analyze(), aborted: null }
  } catch (error) {
    return {
      analysis: abandonAnalysis(diff, "the analysis stopped with an error"),
      aborted: error instanceof Error ? error : new Error(String(error)),
    }
  }
}

function describeHead(head: LocalCheckoutRequest["head"]): string {
  if (head.kind === "revision") return head.revision
  return head.kind === "staged" ? "the staged changes" : "the working tree"
}

// Our own three measure what the user waits for; the analysis adds its stages, whatever it calls them.
function composeTimings(
  stages: Analysis["timings"],
  own: { totalMs: number; checkoutMs: number; analysisMs: number },
): LocalReview["timings"] {
  const named = Object.entries(stages).map(([stage, value]) => [stage.endsWith("Ms") ? stage : `${stage}Ms`, value] as const)
  const inOrder = [["totalMs", 0], ["checkoutMs", 0], ["parseMs", 0], ...named, ...Object.entries(own)] as const
  const rounded = inOrder.map(([name, value]) => [name, Math.max(0, Math.round(value * 10) / 10)])
  return Object.fromEntries(rounded) as LocalReview["timings"]
}
