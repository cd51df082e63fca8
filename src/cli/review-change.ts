import type { Analysis, Coverage } from "../model/analysis.ts"
import type { Diff } from "../model/diff.ts"
import type { Finding, PlacedFinding, Section } from "../model/finding.ts"
import { parsePolicy, type Policy } from "../model/policy.ts"
import type { Checkout, History } from "../model/ports.ts"
import type { SourceTree, TreeIndex } from "../model/source.ts"
import { concludeReview } from "../report/conclude.ts"
import type { LocalReview } from "./format/local-review.ts"

/** What a local review compares: the merge base of `base` with what `head` names. */
export interface LocalCheckoutRequest {
  readonly directory: string
  /** The default branch when left out. */
  readonly base?: string
  readonly head: { readonly kind: "revision"; readonly revision: string } | { readonly kind: "staged" } | { readonly kind: "worktree" }
}

export interface LocalCheckout extends Checkout {
  /** Tip of the base branch. */
  readonly baseSha: string
  readonly headSha: string
  readonly mergeBaseSha: string
  /** `.github/expert.yml` at the base; `null` when there is none. */
  readonly policyText: string | null
}

/** The stages of a review, handed in so that a test can replace each. */
export interface ReviewStages {
  openCheckout(request: LocalCheckoutRequest, signal: AbortSignal): Promise<LocalCheckout>
  planReading(diff: Diff, base: TreeIndex, head: TreeIndex, policy: Policy): { readonly base: readonly string[]; readonly head: readonly string[] }
  analyze(input: { diff: Diff; base: SourceTree; head: SourceTree; policy: Policy; clock: () => number }): Promise<Analysis>
  placeFindings(input: { findings: readonly Finding[]; diff: Diff; policy: Policy; history: History }): readonly PlacedFinding[]
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
  readonly aborted: unknown
}

// Nothing was ever said about a local change.
const nothingSaid: History = { commented: new Set(), reviewedHeads: new Set() }

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
  const { analysis, aborted } = await analyzeOrSay(() => stages.analyze({ diff, base, head, policy, clock: stages.clock }), diff)
  const analysed = stages.clock()
  signal.throwIfAborted()
  const findings = stages.placeFindings({ findings: analysis.findings, diff, policy, history: nothingSaid })

  return {
    aborted,
    review: {
      range: describeRange(request.checkout),
      baseSha: checkout.mergeBaseSha,
      headSha: checkout.headSha,
      analysis,
      findings,
      policy,
      policyProblems: settings.problems,
      verdict: concludeReview({ findings, coverage: analysis.coverage, diff, policy }),
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

/** A section named on the command line is reviewed even where the settings switch it off: the user asked now. */
function selectSections(policy: Policy, asked: readonly Section[] | null): Policy {
  if (asked === null) return policy
  const sections = Object.fromEntries(Object.keys(policy.sections).map((section) => [section, asked.includes(section as Section)]))
  return { ...policy, sections: sections as Policy["sections"] }
}

async function analyzeOrSay(analyze: () => Promise<Analysis>, diff: Diff): Promise<{ analysis: Analysis; aborted: unknown }> {
  try {
    return { analysis: await analyze(), aborted: null }
  } catch (error) {
    return { analysis: composeAbortedAnalysis(diff), aborted: error }
  }
}

// An answer that says it is none: machines that read the json or sarif format learn that every file failed.
function composeAbortedAnalysis(diff: Diff): Analysis {
  const reason = "the analysis stopped with an error"
  const coverage: Coverage = { files: diff.files.length, reviewed: 0, skipped: [], failed: diff.files.map(({ path }) => ({ path, reason })) }
  const sum = (pick: "additions" | "deletions"): number => diff.files.reduce((total, file) => total + file[pick], 0)
  const unchecked = "Nothing was checked."
  return {
    stack: [],
    change: { kind: "empty", sentence: "The analysis stopped before it could tell.", parts: [], additions: sum("additions"), deletions: sum("deletions") },
    findings: [],
    fixed: [],
    advice: [],
    checked: { security: unchecked, performance: unchecked, testing: unchecked, reliability: unchecked, maintainability: unchecked },
    coverage,
    timings: {},
  }
}

function describeRange({ base, head }: LocalCheckoutRequest): LocalReview["range"] {
  return { base: base ?? "default branch", head: describeHead(head) }
}

function describeHead(head: LocalCheckoutRequest["head"]): string {
  switch (head.kind) {
    case "revision":
      return head.revision
    case "staged":
      return "staged changes"
    case "worktree":
      return "working tree"
  }
}

// Our own three measure what the user waits for; the analysis adds its stages, whatever it calls them.
function composeTimings(stages: Analysis["timings"], own: { totalMs: number; checkoutMs: number; analysisMs: number }): LocalReview["timings"] {
  const named = Object.entries(stages).map(([stage, value]) => [stage.endsWith("Ms") ? stage : `${stage}Ms`, value] as const)
  const all = { parseMs: 0, ...Object.fromEntries(named), ...own }
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [name, Math.max(0, Math.round(value * 10) / 10)])) as LocalReview["timings"]
}
