import { classifyGitHubError, isPendingReviewConflict, isRefusedAnchor, isUncertain, withGitHubErrors } from "../github/classify-error.ts"
import type { InlineComment, Review } from "../model/review.ts"
import { isShown, readShownFiles } from "./github-hunks.ts"
import { requireHead, type Publishing } from "./publishing.ts"
import { readOurReviews, type OurReview } from "./read-history.ts"
import { waitFor } from "./wait.ts"

export interface PostedReview {
  readonly reviewId: number | null
  /** Fingerprints of comments that GitHub has no line for. */
  readonly unanchored: readonly string[]
}

/**
 * Posts all inline comments in one request, or nothing when they are there. GitHub refuses the whole review for one bad anchor and does not say which,
 * so every anchor is held against GitHub's own hunks first; if it still refuses: once more without those that its hunks disprove by now, then the body alone.
 */
export async function postReview(
  publishing: Publishing,
  { review, commented, reviews }: { review: Review; commented: ReadonlySet<string>; reviews: readonly OurReview[] },
): Promise<PostedReview> {
  const existing = reviews.find((one) => one.headSha === review.headSha && !one.pending)?.id ?? null
  const missing = review.review?.comments.filter((comment) => !commented.has(comment.fingerprint)) ?? []
  if (review.review === null || missing.length === 0) return { reviewId: existing, unanchored: [] }
  for (const stale of reviews.filter((one) => one.pending)) await deletePending(publishing, stale.id)

  const { kept, dropped } = await splitByHunks(publishing, missing)
  if (kept.length === 0) return { reviewId: existing, unanchored: dropped }
  const attempt: Attempt = { body: review.review.body, headSha: review.headSha, known: new Set(reviews.map((one) => one.id)) }
  try {
    return { reviewId: await createOnce(publishing, attempt, kept, dropped.length), unanchored: dropped }
  } catch (error) {
    if (!isRefusedAnchor(error)) throw error
  }

  // The head may have moved under us, which would explain the refusal and makes this review stale anyway.
  await requireHead(publishing, review.headSha)
  const again = await splitByHunks(publishing, kept)
  const unanchored = [...dropped, ...again.dropped]
  if (again.dropped.length > 0 && again.kept.length > 0) {
    try {
      return { reviewId: await createOnce(publishing, attempt, again.kept, unanchored.length), unanchored }
    } catch (error) {
      if (!isRefusedAnchor(error)) throw error
    }
  }
  const all = [...dropped, ...kept.map((comment) => comment.fingerprint)]
  // A review of this head that is there already has said it; a second one without comments would say nothing.
  return { reviewId: existing ?? (await createOnce(publishing, attempt, [], all.length)), unanchored: all }
}

interface Attempt {
  readonly body: string
  readonly headSha: string
  /** Reviews of ours that were there before. */
  readonly known: ReadonlySet<number>
}

async function splitByHunks(
  { api, pullRequest }: Publishing,
  comments: readonly InlineComment[],
): Promise<{ kept: InlineComment[]; dropped: string[] }> {
  const files = await readShownFiles(api, pullRequest, new Set(comments.map((comment) => comment.path)))
  return {
    kept: comments.filter((comment) => isShown(files, comment)),
    dropped: comments.filter((comment) => !isShown(files, comment)).map((comment) => comment.fingerprint),
  }
}

// Creates the review; a lost answer is cleared up by reading back before a second and last attempt. Refusals of an anchor come out as they are.
async function createOnce(publishing: Publishing, attempt: Attempt, comments: readonly InlineComment[], unplaced: number): Promise<number> {
  try {
    return await create(publishing, attempt, comments, unplaced)
  } catch (error) {
    if (isPendingReviewConflict(error)) {
      const pending = (await readOurReviews(publishing.api, publishing.isOurs, publishing.pullRequest)).filter((one) => one.pending)
      for (const stale of pending) await deletePending(publishing, stale.id)
    } else if (isUncertain(error)) {
      const found = await readBack(publishing, attempt)
      if (found !== null) return found
    } else throw passAnchors(error)
  }
  try {
    return await create(publishing, attempt, comments, unplaced)
  } catch (error) {
    const found = isUncertain(error) ? await readBack(publishing, attempt) : null
    if (found !== null) return found
    throw passAnchors(error)
  }
}

async function create(
  { api, pullRequest, fence }: Publishing,
  { body, headSha }: Attempt,
  comments: readonly InlineComment[],
  unplaced: number,
): Promise<number> {
  await fence()
  const note =
    unplaced === 0
      ? ""
      : `\n\n${unplaced === 1 ? "1 comment has" : `${unplaced} comments have`} no line that GitHub shows in this diff; see the annotations of the check and the report.`
  const { data } = await api.rest.pulls.createReview({
    owner: pullRequest.owner,
    repo: pullRequest.name,
    pull_number: pullRequest.number,
    commit_id: headSha,
    event: "COMMENT",
    body: body + note,
    comments: comments.map(({ path, line, startLine, side, body: text }) => ({
      path,
      line,
      side,
      ...(startLine === null ? {} : { start_line: startLine, start_side: side }),
      body: text,
    })),
  })
  return data.id
}

// GitHub creates a review whole or not at all, so a new one of ours for this head is the one whose answer was lost.
async function readBack({ api, isOurs, pullRequest, readBackDelayMs }: Publishing, { headSha, known }: Attempt): Promise<number | null> {
  await waitFor(readBackDelayMs)
  const reviews = await readOurReviews(api, isOurs, pullRequest)
  return reviews.find((one) => one.headSha === headSha && !one.pending && !known.has(one.id))?.id ?? null
}

async function deletePending({ api, pullRequest, fence }: Publishing, reviewId: number): Promise<void> {
  await fence()
  await withGitHubErrors("delete an unfinished review of ours", () =>
    api.rest.pulls.deletePendingReview({
      owner: pullRequest.owner,
      repo: pullRequest.name,
      pull_number: pullRequest.number,
      review_id: reviewId,
    }),
  )
}

function passAnchors(error: unknown): unknown {
  return isRefusedAnchor(error) ? error : classifyGitHubError(error, "post the review")
}
