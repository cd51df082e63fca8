import type { GitHubApi } from "../github/clients.ts"
import { withGitHubErrors } from "../github/classify-error.ts"
import { parseMarker } from "../model/marker.ts"
import type { History } from "../model/ports.ts"
import type { PullRequestRef } from "../model/pull-request.ts"
import type { IsOurs } from "./app-identity.ts"

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
export async function readCommented(api: GitHubApi, isOurs: IsOurs, { owner, name, number }: PullRequestRef): Promise<Set<string>> {
  const comments = await withGitHubErrors("list the review comments", () =>
    api.paginate(api.rest.pulls.listReviewComments, { owner, repo: name, pull_number: number, per_page: 100 }),
  )
  const markers = comments.filter((comment) => isOurs({ user: comment.user })).map((comment) => parseMarker(comment.body))
  return new Set(markers.flatMap((marker) => (marker?.kind === "finding" ? [marker.fingerprint] : [])))
}

/** Returns what we have said on this pull request, read back from GitHub and from nowhere else. */
export async function readHistory(api: GitHubApi, isOurs: IsOurs, ref: PullRequestRef): Promise<History> {
  const reviews = await readOurReviews(api, isOurs, ref)
  const commented = await readCommented(api, isOurs, ref)
  return {
    commented,
    reviewedHeads: new Set(reviews.flatMap((review) => (review.headSha === null || review.pending ? [] : [review.headSha]))),
  }
}
