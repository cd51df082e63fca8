import type { GitHubApi } from "../github/clients.ts"
import { withGitHubErrors } from "../github/classify-error.ts"
import { parseKeptMemory } from "../model/kept-memory.ts"
import { parseMarker } from "../model/marker.ts"
import type { History } from "../model/ports.ts"
import type { PullRequestRef } from "../model/pull-request.ts"
import type { Thread } from "../model/thread.ts"
import type { IsOurs } from "./app-identity.ts"
import { composeThreads } from "./compose-threads.ts"
import { findReport } from "./find-report.ts"

export interface OurReview {
  readonly id: number
  /** The head named in its mark; `null` for one without a mark. */
  readonly headSha: string | null
  /** Not submitted: left behind by a crash, seen by nobody, and in the way of the next one. */
  readonly pending: boolean
}

/** Returns every review of ours on this pull request, oldest first. */
export async function readOurReviews(api: GitHubApi, isOurs: IsOurs, { owner, name, number }: PullRequestRef): Promise<OurReview[]> {
  const reviews = await withGitHubErrors("list the reviews", () =>
    api.paginate(api.rest.pulls.listReviews, { owner, repo: name, pull_number: number, per_page: 100 }),
  )
  return reviews
    .filter((review) => isOurs({ user: review.user }))
    .map((review) => {
      const marker = parseMarker(review.body)
      return { id: review.id, headSha: marker?.kind === "review" ? marker.headSha : null, pending: review.state === "PENDING" }
    })
}

/** Returns the fingerprints that have an inline or file comment of ours, whatever head it was made on. */
export async function readCommented(api: GitHubApi, isOurs: IsOurs, ref: PullRequestRef): Promise<Set<string>> {
  return new Set((await readThreads(api, isOurs, ref)).map((thread) => thread.fingerprint))
}

/** Returns the threads below our comments on findings, oldest first; of two comments on one finding the first. */
export async function readThreads(api: GitHubApi, isOurs: IsOurs, { owner, name, number }: PullRequestRef): Promise<readonly Thread[]> {
  const comments = await withGitHubErrors("list the review comments", () =>
    api.paginate(api.rest.pulls.listReviewComments, { owner, repo: name, pull_number: number, per_page: 100 }),
  )
  return composeThreads(
    comments.map((comment) => ({
      id: comment.id,
      replyTo: comment.in_reply_to_id ?? null,
      path: comment.path,
      isOurs: isOurs({ user: comment.user }),
      // A deleted account was somebody's.
      isBot: (comment.user as { type?: string } | null)?.type === "Bot",
      body: comment.body,
      reactions: comment.reactions,
    })),
  )
}

/** Returns what we have said on this pull request, read back from GitHub and from nowhere else. */
export async function readHistory(api: GitHubApi, isOurs: IsOurs, ref: PullRequestRef): Promise<History> {
  const reviews = await readOurReviews(api, isOurs, ref)
  const threads = await readThreads(api, isOurs, ref)
  const report = await findReport(api, isOurs, ref)
  return {
    commented: new Set(threads.map((thread) => thread.fingerprint)),
    reviewedHeads: new Set(reviews.flatMap((review) => (review.headSha === null || review.pending ? [] : [review.headSha]))),
    threads,
    kept: report === null ? null : parseKeptMemory(report.body),
  }
}
