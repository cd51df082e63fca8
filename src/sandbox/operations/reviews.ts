import type { RequestedAnchor } from "../anchors.ts"
import { requireAuthor } from "../actor.ts"
import { announceReviewComment } from "../events.ts"
import type { Operation, RepositoryCall } from "../operation.ts"
import { numberParameter, repositoryOperation } from "../operation.ts"
import { replyPage } from "../paging.ts"
import { notFound, reply, requireShortBody, unprocessable, validationFailed } from "../reply.ts"
import { renderReview, renderReviewComment } from "../representations/comment.ts"
import {
  commentsOf,
  createReview,
  createSingleComment,
  deleteComment,
  isVisible,
  replyInThread,
  requireReviewComment,
  submitReview,
} from "../reviews.ts"
import type { Review, User } from "../records.ts"
import { select } from "../world.ts"
import { requirePullRequest } from "./pulls.ts"

interface CreateReviewBody {
  readonly commit_id?: string
  readonly body?: string
  readonly event?: "APPROVE" | "REQUEST_CHANGES" | "COMMENT"
  readonly comments?: readonly (RequestedAnchor & { readonly body: string })[]
}

interface CreateCommentBody extends RequestedAnchor {
  readonly body: string
  readonly commit_id: string
  readonly in_reply_to?: number
  readonly subject_type?: "line" | "file"
}

/** Reviews and the comments on lines and files. */
export const reviewOperations: readonly Operation[] = [
  repositoryOperation("pulls/list-reviews", ["pull_requests=read"], (call) => {
    const pullRequest = requirePullRequest(call)
    const viewer = viewerOf(call)
    const reviews = select(
      call.world.reviews,
      (review) => review.pullRequestId === pullRequest.id && (review.state !== "PENDING" || review.author.id === viewer?.id),
    )
    return replyPage(call, reviews, (page) => page.map((review) => renderReview(call, review)))
  }),

  repositoryOperation("pulls/create-review", ["pull_requests=write"], async (call) => {
    const { commit_id: commitSha, body = "", event, comments = [] } = call.body as CreateReviewBody
    const review = await createReview(call.news, {
      pullRequest: requirePullRequest(call),
      author: requireAuthor(call.world, call.actor),
      commitSha,
      body,
      event: event ?? null,
      comments,
    })
    return reply(200, renderReview(call, review))
  }),

  repositoryOperation("pulls/get-review", ["pull_requests=read"], (call) => reply(200, renderReview(call, requireReview(call)))),

  repositoryOperation("pulls/submit-review", ["pull_requests=write"], (call) => {
    const { event, body = "" } = call.body as { event: "APPROVE" | "REQUEST_CHANGES" | "COMMENT"; body?: string }
    const review = requireOwnReview(call)
    submitReview(call.news, review, event, body)
    return reply(200, renderReview(call, review))
  }),

  repositoryOperation("pulls/delete-pending-review", ["pull_requests=write"], (call) => {
    const review = requireOwnReview(call)
    if (review.state !== "PENDING") throw unprocessable("Can not delete a non-pending pull request review")
    const rendered = renderReview(call, review)
    for (const comment of commentsOf(call.world, review)) deleteComment(call.world, comment)
    call.world.reviews.delete(review.id)
    return reply(200, rendered)
  }),

  repositoryOperation("pulls/update-review", ["pull_requests=write"], (call) => {
    const review = requireOwnReview(call)
    const { body } = call.body as { body: string }
    requireShortBody("PullRequestReview", body)
    review.body = body
    review.updatedAt = call.world.clock.iso()
    return reply(200, renderReview(call, review))
  }),

  repositoryOperation("pulls/dismiss-review", ["pull_requests=write"], (call) => {
    const review = requireReview(call)
    if (review.state !== "APPROVED" && review.state !== "CHANGES_REQUESTED")
      throw unprocessable("Can not dismiss a commented pull request review")
    review.state = "DISMISSED"
    review.updatedAt = call.world.clock.iso()
    return reply(200, renderReview(call, review))
  }),

  repositoryOperation("pulls/list-comments-for-review", ["pull_requests=read"], (call) => {
    const review = requireReview(call)
    return replyPage(call, commentsOf(call.world, review), (page) => page.map((comment) => renderReviewComment(call, comment)))
  }),

  repositoryOperation("pulls/list-review-comments", ["pull_requests=read"], (call) => {
    const pullRequest = requirePullRequest(call)
    const viewer = viewerOf(call)
    const comments = select(
      call.world.reviewComments,
      (comment) => comment.pullRequestId === pullRequest.id && isVisible(call.world, comment, viewer),
    )
    const sorted = call.query.get("sort") !== null && call.query.get("direction") !== "asc" ? comments.toReversed() : comments
    return replyPage(call, sorted, (page) => page.map((comment) => renderReviewComment(call, comment)))
  }),

  repositoryOperation("pulls/create-review-comment", ["pull_requests=write"], async (call) => {
    const request = call.body as unknown as CreateCommentBody
    const author = requireAuthor(call.world, call.actor)
    const pullRequest = requirePullRequest(call)
    if (request.in_reply_to !== undefined) {
      const parent = requireReviewComment(call.world, call.repository.id, request.in_reply_to, author)
      return reply(201, renderReviewComment(call, replyInThread(call.news, { comment: parent, author, body: request.body })))
    }
    const comment = await createSingleComment(call.news, {
      pullRequest,
      author,
      commitSha: request.commit_id,
      body: request.body,
      subjectType: request.subject_type ?? "line",
      anchor: request,
    })
    return reply(201, renderReviewComment(call, comment))
  }),

  repositoryOperation("pulls/create-reply-for-review-comment", ["pull_requests=write"], (call) => {
    const author = requireAuthor(call.world, call.actor)
    const pullRequest = requirePullRequest(call)
    const comment = requireReviewComment(call.world, call.repository.id, numberParameter(call, "comment_id"), author)
    if (comment.pullRequestId !== pullRequest.id) throw notFound()
    const { body } = call.body as { body: string }
    return reply(201, renderReviewComment(call, replyInThread(call.news, { comment, author, body })))
  }),

  repositoryOperation("pulls/get-review-comment", ["pull_requests=read"], (call) =>
    reply(200, renderReviewComment(call, requireComment(call))),
  ),

  repositoryOperation("pulls/update-review-comment", ["pull_requests=write"], (call) => {
    const comment = requireComment(call)
    const author = requireAuthor(call.world, call.actor)
    if (comment.author.id !== author.id && call.actor.kind === "installation") throw notFound()
    const { body } = call.body as { body: string }
    requireShortBody("PullRequestReviewComment", body)
    const changes = { body: { from: comment.body } }
    comment.body = body
    comment.updatedAt = call.world.clock.iso()
    announceReviewComment(call.news, { comment, action: "edited", sender: author, extra: { changes } })
    return reply(200, renderReviewComment(call, comment))
  }),

  repositoryOperation("pulls/delete-review-comment", ["pull_requests=write"], (call) => {
    const comment = requireComment(call)
    announceReviewComment(call.news, { comment, action: "deleted", sender: requireAuthor(call.world, call.actor) })
    deleteComment(call.world, comment)
    return reply(204, null)
  }),
]

function viewerOf(call: RepositoryCall): User | null {
  return call.actor.kind === "anonymous" || call.actor.kind === "app" ? null : requireAuthor(call.world, call.actor)
}

function requireComment(call: RepositoryCall): ReturnType<typeof requireReviewComment> {
  return requireReviewComment(call.world, call.repository.id, numberParameter(call, "comment_id"), viewerOf(call))
}

function requireReview(call: RepositoryCall): Review {
  const pullRequest = requirePullRequest(call)
  const review = call.world.reviews.get(numberParameter(call, "review_id"))
  if (review === undefined || review.pullRequestId !== pullRequest.id) throw notFound()
  if (review.state === "PENDING" && review.author.id !== viewerOf(call)?.id) throw notFound()
  return review
}

function requireOwnReview(call: RepositoryCall): Review {
  const review = requireReview(call)
  if (review.author.id !== requireAuthor(call.world, call.actor).id)
    throw validationFailed({ resource: "PullRequestReview", code: "unauthorized", field: "user_id" })
  return review
}
