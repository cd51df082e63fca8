import { diffSides, readTree } from "../../bench/corpus/change.ts"
import type { Side } from "../../bench/corpus/change.ts"
import type { EvalCase } from "../../bench/eval/case.ts"
import { reviewPullRequest } from "../../src/jobs/review-pull-request.ts"
import type { ReviewEdges } from "../../src/jobs/review-pull-request.ts"
import { parseKeptMemory } from "../../src/model/kept-memory.ts"
import type { Checkout, GitHubDoor } from "../../src/model/ports.ts"
import type { PullRequest } from "../../src/model/pull-request.ts"
import type { CheckOutput, Review } from "../../src/model/review.ts"
import type { Thread } from "../../src/model/thread.ts"
import { bumpGeneration } from "../../src/store/bump-generation.ts"
import type { Store } from "../../src/store/open-store.ts"

/** What is on the pull request; changed by each review. */
export interface Conversation {
  /** Ours, by fingerprint. */
  readonly threads: Map<string, Thread & { readonly isResolved: boolean }>
  readonly reviewedHeads: Set<string>
  report: string
  readonly checks: CheckOutput[]
}

/** One review, and how much of it was new on the pull request. */
export interface ReplayedRound {
  readonly review: Review
  /** Comments on lines and files. */
  readonly comments: number
  /** Comments, replies on threads, and the report when it changed. */
  readonly written: number
}

export interface ReplayedPullRequest {
  readonly conversation: Conversation
  readonly ref: Pick<PullRequest, "installationId" | "repositoryId" | "owner" | "name" | "number">
  /** Reviews a head through the whole job; `full` as if somebody asked for everything, `forgets` as after the loss of our database. */
  review(head: Side, options?: { readonly full?: boolean; readonly forgets?: boolean }): Promise<ReplayedRound>
}

let lastNumber = 0
let lastRound = 0

/**
 * A pull request of a case with a GitHub that is a record of what was written. Everything between is real: the job, the analysis in its process, the expert
 * that `edges.consult` is, the report, and what `edges.ledger` remembers.
 */
export function openReplayed(
  evalCase: EvalCase,
  { store, ...edges }: Pick<ReviewEdges, "openAnalyst" | "consult" | "ledger"> & { readonly store: Pick<Store, "db"> },
): ReplayedPullRequest {
  const conversation: Conversation = { threads: new Map(), reviewedHeads: new Set(), report: "", checks: [] }
  const nextRef = () => ({ installationId: 7, repositoryId: 42, owner: "acme", name: evalCase.id, number: (lastNumber += 1) })
  const ref = nextRef()
  return {
    conversation,
    ref,
    async review(head, { full = false, forgets = false } = {}) {
      // The ledger knows nothing of a pull request by another number.
      const pullRequest = describe(evalCase, head, forgets ? nextRef() : ref)
      await bumpGeneration(store.db, pullRequest, { again: true, asked: false })
      const written = { comments: 0, replies: 0, report: 0 }
      const outcome = await reviewPullRequest(
        { kind: "review-pull-request", ...ref, number: pullRequest.number, again: true, asked: false },
        {
          id: `replay-${(lastRound += 1)}`,
          attempt: 1,
          signal: new AbortController().signal,
          fence: async () => {},
          lastAttempt: true,
          again: true,
          asked: false,
          full,
        },
        {
          ...edges,
          github: openDoor(pullRequest, conversation, written),
          openCheckout: () => Promise.resolve(openTrees(evalCase, head)),
          model: { name: "claude-sonnet-5-5", caps: { reviewUsd: 1.5, repositoryDayUsd: 1_000_000, installationMonthUsd: 1_000_000 } },
          enqueue: () => Promise.reject(new Error("No provider asks anybody to come back here.")),
          clock: () => performance.now(),
          now: () => new Date(0),
        },
      )
      if (outcome.kind !== "reviewed") throw new Error(`${evalCase.id} was not reviewed: ${outcome.reason}`)
      return { review: outcome.review, comments: written.comments, written: written.comments + written.replies + written.report }
    },
  }
}

function describe({ title, body, base }: EvalCase, head: Side, ref: ReplayedPullRequest["ref"]): PullRequest {
  return {
    ...ref,
    title,
    body,
    author: { id: 1, login: "mara", isBot: false },
    state: "open",
    draft: false,
    labels: [],
    base: { ref: "main", sha: base.sha },
    head: { ref: "change", sha: head.sha },
    fromFork: false,
    changedFiles: 1,
    cloneUrl: `https://github.test/acme/${ref.name}.git`,
    htmlUrl: `https://github.test/acme/${ref.name}/pull/${ref.number}`,
  }
}

function openTrees({ repository, base, head: _first }: EvalCase, head: Side): Checkout {
  return {
    diff: diffSides(repository, base, head),
    base,
    head,
    read: (side, paths) => Promise.resolve(readTree(repository, side === "base" ? base : head, paths)),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

interface Written {
  comments: number
  replies: number
  report: number
}

/** Unlike the real one it writes whatever a review holds, so that what must not be written twice is counted. */
function openDoor(pullRequest: PullRequest, conversation: Conversation, written: Written): GitHubDoor {
  const { threads, reviewedHeads, checks } = conversation
  const door: Partial<GitHubDoor> = {
    readPullRequest: async () => pullRequest,
    readCommitSubjects: async () => [pullRequest.title],
    readMergeBase: async () => pullRequest.base.sha,
    readBlobSizes: async () => new Map(),
    readPolicyFile: async () => "version: 1\nresolve_threads: true\n",
    readOrganisationPolicyFile: async () => null,
    readAdvisories: async () => ({ kind: "unknown", reason: "nobody is asked" }),
    createCheckoutToken: async () => "none",
    readHistory: async () => ({
      commented: new Set(threads.keys()),
      reviewedHeads: new Set(reviewedHeads),
      threads: [...threads.values()],
      kept: parseKeptMemory(conversation.report),
    }),
    openCheck: async () => ({ checkRunId: 1, progress: async () => {}, conclude: async (output) => void checks.push(output) }),
    publish: async (_pullRequest, review) => {
      for (const { fingerprint, path } of [...(review.review?.comments ?? []), ...review.fileComments]) {
        const feedback = { up: 0, down: 0, replies: 0 }
        threads.set(fingerprint, {
          fingerprint,
          commentId: threads.size + 1,
          path,
          isAnswered: false,
          told: null,
          feedback,
          isResolved: false,
        })
        written.comments += 1
      }
      for (const { fingerprint, state, resolve } of review.replies) {
        const thread = threads.get(fingerprint)
        if (thread !== undefined) threads.set(fingerprint, { ...thread, told: state, isResolved: resolve && state === "fixed" })
        written.replies += 1
      }
      if (review.review !== null) reviewedHeads.add(review.headSha)
      if (conversation.report !== review.report) written.report += 1
      conversation.report = review.report
      return { reviewId: 1, reportCommentId: 1, unanchored: [] }
    },
  }
  return door as GitHubDoor
}
