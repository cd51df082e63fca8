import type { PublishOutcome } from "../model/ports.ts"
import type { Review } from "../model/review.ts"
import { postFileComments } from "./post-file-comments.ts"
import { postReplies } from "./post-replies.ts"
import { postReview } from "./post-review.ts"
import { readCommented, readOurReviews } from "./read-history.ts"
import { requireHead, type Publishing } from "./publishing.ts"
import { redactReview } from "./redact-review.ts"
import { writeReport } from "./sticky-report.ts"

/**
 * Writes one review, the file comments, the replies and the sticky report, in that order. Compares with what is there and writes the difference, so any
 * repetition, after whatever failure, posts nothing twice. @throws SupersededError when the head has moved on.
 */
export async function publishReview(publishing: Publishing, review: Review): Promise<PublishOutcome> {
  const clean = await redactReview(review)
  const { api, isOurs, pullRequest } = publishing
  const comments = clean.review?.comments ?? []
  const commented = comments.length + clean.fileComments.length > 0 ? await readCommented(api, isOurs, pullRequest) : new Set<string>()
  const reviews = comments.length > 0 ? await readOurReviews(api, isOurs, pullRequest) : []
  await requireHead(publishing, clean.headSha)
  const posted = await postReview(publishing, { review: clean, commented, reviews })
  const refused = await postFileComments(publishing, { review: clean, commented })
  await postReplies(publishing, clean.replies)
  const reportCommentId = await writeReport(publishing, clean.report)
  return { reviewId: posted.reviewId, reportCommentId, unanchored: [...posted.unanchored, ...refused] }
}
