import { movesPackages, withAdvisories } from "../analysis/dependencies/advisory-findings.ts"
import { planReading } from "../analysis/plan-reading.ts"
import { RetryableError, SupersededError, UserError } from "../errors.ts"
import type { ReviewJob } from "../model/job.ts"
import type { ParsedPolicy } from "../model/parse-policy.ts"
import type { Consult, Enqueue, Fence, GitHubDoor, Ledger, OpenAnalyst, OpenCheckout, OpenedCheck } from "../model/ports.ts"
import type { PullRequest } from "../model/pull-request.ts"
import type { CheckOutput, Review } from "../model/review.ts"
import { annotateUnanchored } from "../report/annotate-unanchored.ts"
import { composeReview } from "../report/compose.ts"
import { decideSkip, isDeepened } from "../report/decide-skip.ts"
import type { Skip } from "../report/decide-skip.ts"
import { composeCancelledCheck, composeFailedCheck, composeRefusedCheck, composeSkippedCheck } from "../report/outcomes.ts"
import { consultExpert } from "./consult-expert.ts"
import type { PricedModel } from "./open-account.ts"
import { comeBack } from "./come-back.ts"
import { readPolicy } from "./read-policy.ts"

/** The world as a review sees it. A test hands in small fakes; `src/main.ts` hands in the real edges. */
export interface ReviewEdges {
  readonly github: GitHubDoor
  readonly openCheckout: OpenCheckout
  readonly openAnalyst: OpenAnalyst
  readonly consult: Consult
  readonly enqueue: Enqueue
  /** The model and what it may cost; `null` where there is none. */
  readonly model: PricedModel | null
  readonly ledger: Ledger
  /** Milliseconds, monotonic. */
  readonly clock: () => number
  readonly now: () => Date
}

/** One attempt at a review, as the queue grants it. */
export interface ReviewAttempt {
  /** Shown to the author when we fail, so that the operator finds the log lines. */
  readonly id: string
  /** 1 for the first attempt of this job. */
  readonly attempt: number
  readonly signal: AbortSignal
  readonly fence: Fence
  /** True when the queue will not try again: whatever happens, the check is concluded now. */
  readonly lastAttempt: boolean
  /** A concluded review of this head is no reason to stop. */
  readonly again: boolean
  /** Somebody asked for it, so a draft is no reason to stop either. */
  readonly asked: boolean
  /** Everything is looked at and said as if for the first time. */
  readonly full: boolean
}

/** How a review ended, for the log line at the end of the job. Times are milliseconds. */
export type ReviewOutcome =
  | { readonly kind: "reviewed"; readonly headSha: string; readonly review: Review; readonly timings: Readonly<Record<string, number>> }
  | { readonly kind: "skipped"; readonly reason: "closed" | "reviewed before" | Skip["kind"] }

/**
 * Reviews the current head of one pull request: open the check, check out, analyse, consult, compose, publish, conclude.
 * Whatever happens, the checkout is removed, and the check run is concluded unless another attempt follows.
 * @throws SupersededError when a newer job took over, RetryableError when the world may recover; anything else is our bug.
 */
export async function reviewPullRequest(job: ReviewJob, attempt: ReviewAttempt, edges: ReviewEdges): Promise<ReviewOutcome> {
  const { github, ledger, clock } = edges
  const started = clock()
  const pullRequest = await github.readPullRequest(job)
  const headSha = pullRequest.head.sha
  if (pullRequest.state === "closed") return { kind: "skipped", reason: "closed" }
  if (!attempt.again && (await ledger.isReviewed(job, headSha))) return { kind: "skipped", reason: "reviewed before" }

  await attempt.fence()
  const check = await github.openCheck(job, headSha)
  return settleCheck({ check, job, attempt, github }, async () => {
    const [policy, pause] = await Promise.all([readPolicy(pullRequest, github), ledger.readPause(job)])
    const skip = attempt.asked ? null : decideSkip(pullRequest, policy.policy, pause)
    if (skip !== null) {
      await attempt.fence()
      await check.conclude(composeSkippedCheck(skip))
      return { kind: "skipped", reason: skip.kind }
    }
    const full = attempt.full || isDeepened(pullRequest, policy.policy)
    const { review, timings } = await writeReview({ pullRequest, policy, started, full, attempt }, edges)

    const published = clock()
    const { unanchored } = await github.publish(pullRequest, review, attempt.fence)
    // Before anything can stop us: what was said was said, whoever owns the pull request now.
    await ledger.remember(job, review)
    await attempt.fence()
    await check.conclude(annotateUnanchored(review, unanchored, policy.policy))
    const durationMs = clock() - started
    await ledger.recordReview(job, review, { checkRunId: check.checkRunId, durationMs })
    return { kind: "reviewed", headSha, review, timings: { ...timings, publishMs: clock() - published, totalMs: durationMs } }
  })
}

interface Subject {
  readonly pullRequest: PullRequest
  readonly policy: ParsedPolicy
  readonly started: number
  /** Asked for by somebody, or by a label. */
  readonly full: boolean
  readonly attempt: ReviewAttempt
}

/** The middle of the story: everything is read and decided here, nothing is written. */
async function writeReview(
  { pullRequest, policy, started, full, attempt }: Subject,
  edges: ReviewEdges,
): Promise<{ review: Review; timings: Readonly<Record<string, number>> }> {
  const { github, ledger, clock } = edges
  const { signal } = attempt
  // Gets ready while GitHub and git are asked.
  using analyst = edges.openAnalyst(pullRequest.cloneUrl)
  const [mergeBaseSha, blobSizes, token, history, memory] = await Promise.all([
    github.readMergeBase(pullRequest),
    github.readBlobSizes(pullRequest),
    github.createCheckoutToken(pullRequest),
    github.readHistory(pullRequest),
    ledger.recall(pullRequest),
  ])
  const checkoutStarted = clock()
  const { number: pullNumber, cloneUrl } = pullRequest
  await using checkout = await edges.openCheckout(
    { cloneUrl, token, pullNumber, baseSha: pullRequest.base.sha, headSha: pullRequest.head.sha, mergeBaseSha, blobSizes },
    signal,
  )
  const plan = planReading(checkout.diff, checkout.base, checkout.head, policy.policy)
  const [base, head] = await Promise.all([checkout.read("base", plan.base), checkout.read("head", plan.head)])
  const checkoutMs = clock() - checkoutStarted

  const { diff } = checkout
  const [analysed, advisories] = await Promise.all([
    analyst.analyze({ diff, base, head, policy: policy.policy }, signal),
    movesPackages(diff) ? github.readAdvisories(pullRequest, diff.baseSha) : null,
  ])
  const analysis = advisories === null ? analysed : withAdvisories(analysed, advisories, { head, policy: policy.policy, diff })
  signal.throwIfAborted()
  const consulted = clock()
  const consulting = await consultExpert(
    {
      pullRequest,
      change: { checkout, base, head, analyst, analysis, policy: policy.policy },
      isDeep: full,
      // What a label deepens is asked once; who wants everything again has the model asked again too.
      isAgain: attempt.full,
      job: attempt.id,
      attempt: attempt.attempt,
    },
    edges,
    signal,
  )
  await attempt.fence()
  const consultation = await comeBack(consulting, { pullRequest, asked: attempt.asked }, edges)
  const consultMs = clock() - consulted
  const review = composeReview({
    pullRequest,
    diff: checkout.diff,
    analysis,
    consultation,
    policy: policy.policy,
    policyProblems: policy.problems,
    history,
    memory,
    full,
    textOf: (path) => head.files.get(path)?.text ?? null,
    durationMs: clock() - started,
  })
  return { review, timings: { checkoutMs, ...analysis.timings, consultMs } }
}

interface Settling {
  readonly check: OpenedCheck
  readonly job: ReviewJob
  readonly attempt: ReviewAttempt
  readonly github: GitHubDoor
}

/** Runs the work and makes sure that the check run tells the truth about how it ended. */
async function settleCheck<T>({ check, job, attempt, github }: Settling, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    // What an aborted run throws is noise from anywhere; why it was aborted decides.
    const reason: unknown = attempt.signal.aborted ? attempt.signal.reason : error
    if (reason instanceof SupersededError) await check.conclude(await explainCancellation(job, github))
    else if (reason instanceof UserError) await check.conclude(composeRefusedCheck(reason.message))
    else if (attempt.lastAttempt) await check.conclude(composeFailedCheck(attempt.id))
    // GitHub asked us to be quiet.
    else if (!(reason instanceof RetryableError) || reason.retryAfterMs === null)
      await check.progress("The review starts again", "It was interrupted on our side. Nothing needs to be done.")
    throw reason
  }
}

async function explainCancellation(job: ReviewJob, github: GitHubDoor): Promise<CheckOutput> {
  const { state, draft } = await github.readPullRequest(job)
  if (state === "closed") return composeCancelledCheck("closed")
  return composeCancelledCheck(draft ? "draft" : "superseded")
}
