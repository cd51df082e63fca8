import { analyze } from "../analysis/analyze.ts"
import { planReading } from "../analysis/plan-reading.ts"
import { SupersededError, UserError } from "../errors.ts"
import type { ReviewJob } from "../model/job.ts"
import { parsePolicy } from "../model/policy.ts"
import type { ParsedPolicy } from "../model/policy.ts"
import type { Consult, Fence, GitHubDoor, Ledger, OpenCheckout, OpenedCheck } from "../model/ports.ts"
import type { PullRequest } from "../model/pull-request.ts"
import type { Review } from "../model/review.ts"
import { annotateUnanchored, composeCancelled, composeDraft, composeError, composeReview } from "../report/compose.ts"

/** The world as a review sees it. A test hands in small fakes; `src/main.ts` hands in the real edges. */
export interface ReviewEdges {
  readonly github: GitHubDoor
  readonly openCheckout: OpenCheckout
  readonly consult: Consult
  readonly ledger: Ledger
  /** Milliseconds, monotonic. */
  readonly clock: () => number
}

export interface ReviewAttempt {
  readonly signal: AbortSignal
  readonly fence: Fence
  /** True when the queue will not try again: whatever happens, the check is concluded now. */
  readonly lastAttempt: boolean
  /** Shown to the author when we fail, so that the operator finds the log lines. */
  readonly jobId: string
}

/** How a review ended, for the log line at the end of the job. */
export type ReviewOutcome =
  | { readonly kind: "reviewed"; readonly headSha: string; readonly review: Review; readonly timings: Readonly<Record<string, number>> }
  | { readonly kind: "skipped"; readonly reason: string }

/**
 * Reviews the current head of one pull request: open the check, check out, analyse, consult, compose, publish, conclude.
 * Whatever happens, the checkout is removed, and the check run is concluded unless another attempt follows.
 * @throws SupersededError when a newer job took over, RetryableError when the world may recover, anything else is our bug.
 */
export async function reviewPullRequest(job: ReviewJob, attempt: ReviewAttempt, edges: ReviewEdges): Promise<ReviewOutcome> {
  const pullRequest = await edges.github.readPullRequest(job)
  if (pullRequest.state === "closed") return { kind: "skipped", reason: "closed" }
  if (!job.again && (await edges.ledger.isReviewed(job, pullRequest.head.sha))) return { kind: "skipped", reason: "reviewed before" }

  await attempt.fence()
  const check = await edges.github.openCheck(job, pullRequest.head.sha)
  return settleCheck(check, attempt, async () => {
    const policy = parsePolicy(await edges.github.readPolicyFile(pullRequest))
    if (pullRequest.draft && !job.asked && !policy.policy.drafts) {
      await check.conclude(composeDraft())
      return { kind: "skipped", reason: "draft" }
    }
    const started = edges.clock()
    const { review, timings } = await writeReview({ pullRequest, policy, started }, attempt, edges)
    const published = edges.clock()
    const outcome = await edges.github.publish(pullRequest, review, attempt.fence)
    await attempt.fence()
    await check.conclude(annotateUnanchored(review, outcome.unanchored))
    await edges.ledger.recordReview(job, review, { checkRunId: check.checkRunId, reviewId: outcome.reviewId })
    return { kind: "reviewed", headSha: pullRequest.head.sha, review, timings: { ...timings, publishMs: edges.clock() - published, totalMs: edges.clock() - started } }
  })
}

/** The pure middle of the story: everything is decided here, nothing is written. */
async function writeReview(
  { pullRequest, policy, started }: { pullRequest: PullRequest; policy: ParsedPolicy; started: number },
  { signal }: ReviewAttempt,
  { github, openCheckout, consult, clock }: ReviewEdges,
): Promise<{ review: Review; timings: Readonly<Record<string, number>> }> {
  const [mergeBaseSha, blobSizes, token, history] = await Promise.all([
    github.readMergeBase(pullRequest),
    github.readBlobSizes(pullRequest),
    github.createCheckoutToken(pullRequest),
    github.readHistory(pullRequest),
  ])
  const checkoutStarted = clock()
  await using checkout = await openCheckout(
    {
      cloneUrl: pullRequest.cloneUrl,
      token,
      pullNumber: pullRequest.number,
      baseSha: pullRequest.base.sha,
      headSha: pullRequest.head.sha,
      mergeBaseSha,
      blobSizes,
    },
    signal,
  )
  const plan = planReading(checkout.diff, checkout.base, checkout.head, policy.policy)
  const [base, head] = await Promise.all([checkout.read("base", plan.base), checkout.read("head", plan.head)])
  const checkoutMs = clock() - checkoutStarted

  const analysis = await analyze({ diff: checkout.diff, base, head, policy: policy.policy, clock })
  const consultation = await consult({ pullRequest, diff: checkout.diff, base, head, analysis }, signal)
  const review = composeReview({
    pullRequest,
    diff: checkout.diff,
    analysis,
    consultation,
    policy: policy.policy,
    policyProblems: policy.problems,
    history,
    durationMs: clock() - started,
  })
  return { review, timings: { checkoutMs, ...analysis.timings } }
}

/** Runs the work and makes sure that the check run tells the truth about how it ended. */
async function settleCheck<T>(check: OpenedCheck, { lastAttempt, jobId }: ReviewAttempt, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof SupersededError) await check.conclude(composeCancelled(error.message))
    else if (error instanceof UserError || lastAttempt) await check.conclude(composeError({ jobId, message: error instanceof UserError ? error.message : null }))
    else await check.progress("Trying again", "The review met a passing fault and is tried again; nothing needs to be done.")
    throw error
  }
}
