import { carryAnchor, placeAnchor } from "./anchors.ts"
import type { RequestedAnchor } from "./anchors.ts"
import type { Newsroom } from "./events.ts"
import { announceReviewComment } from "./events.ts"
import { requireShortBody, Refusal, notFound, unprocessable, validationFailed } from "./reply.ts"
import { pullRequestOf } from "./representations/comment.ts"
import { readChanges } from "./representations/pull-request.ts"
import type { PullRequest, Review, ReviewComment, ReviewState, User } from "./records.ts"
import type { World } from "./world.ts"
import { select } from "./world.ts"
import { resolveCommit } from "./git.ts"

export interface ReviewRequest {
  readonly pullRequest: PullRequest
  readonly author: User
  readonly commitSha: string | undefined
  readonly body: string
  /** `null` leaves the review pending. */
  readonly event: "COMMENT" | "APPROVE" | "REQUEST_CHANGES" | null
  readonly comments: readonly (RequestedAnchor & { readonly body: string })[]
}

const submittedStates: Readonly<Record<"COMMENT" | "APPROVE" | "REQUEST_CHANGES", ReviewState>> = {
  COMMENT: "COMMENTED",
  APPROVE: "APPROVED",
  REQUEST_CHANGES: "CHANGES_REQUESTED",
}

/** Creates a review with all its comments or, when one anchor is bad, nothing at all. */
export async function createReview(news: Newsroom, request: ReviewRequest): Promise<Review> {
  const { world } = news.scene
  const { pullRequest, author, event } = request
  requireEventAllowed(request)
  requireShortBody("PullRequestReview", request.body)
  for (const comment of request.comments) requireShortBody("PullRequestReviewComment", comment.body)
  // A pending review stands in the way of a submitted one too.
  if (findPendingReview(world, pullRequest, author) !== undefined)
    throw unprocessable("User can only have one pending review per pull request")
  const commitSha = await requireCommitOfPullRequest(world, pullRequest, request.commitSha)
  const files = await readChanges(news.scene, pullRequest, commitSha)
  const placed = request.comments.map((comment) => ({ comment, ...placeAnchor(comment, files) }))
  const now = world.clock.iso()
  const review: Review = {
    id: world.nextId(),
    pullRequestId: pullRequest.id,
    author,
    state: event === null ? "PENDING" : submittedStates[event],
    body: request.body,
    commitSha,
    submittedAt: event === null ? null : now,
    updatedAt: now,
  }
  world.reviews.set(review.id, review)
  for (const { comment, anchor, position, diffHunk } of placed) {
    addComment(world, {
      review,
      author,
      path: comment.path,
      body: comment.body,
      anchor,
      position,
      diffHunk,
      subjectType: "line",
      inReplyTo: null,
    })
  }
  // Written about an earlier head, it may be outdated from the start.
  if (commitSha !== pullRequest.head.sha) await carryComments(world, pullRequest)
  pullRequest.updatedAt = now
  if (event !== null) announceComments(news, review)
  return review
}

/** Turns a pending review into a submitted one. */
export function submitReview(news: Newsroom, review: Review, event: "COMMENT" | "APPROVE" | "REQUEST_CHANGES", body: string): void {
  const { world } = news.scene
  if (review.state !== "PENDING") throw unprocessable("Can not submit a review that is not pending")
  requireEventAllowed({
    pullRequest: pullRequestOf(world, review),
    author: review.author,
    event,
    body: body || review.body,
    comments: commentsOf(world, review),
  })
  requireShortBody("PullRequestReview", body)
  review.state = submittedStates[event]
  review.body = body || review.body
  review.submittedAt = world.clock.iso()
  review.updatedAt = world.clock.iso()
  announceComments(news, review)
}

/** Creates a single comment, which becomes a review of its own; the only way to comment on a file as a whole. */
export async function createSingleComment(
  news: Newsroom,
  request: {
    readonly pullRequest: PullRequest
    readonly author: User
    readonly commitSha: string
    readonly body: string
    readonly subjectType: "line" | "file"
    readonly anchor: RequestedAnchor
  },
): Promise<ReviewComment> {
  const { world } = news.scene
  const { pullRequest, author, body, anchor } = request
  requireShortBody("PullRequestReviewComment", body)
  if (findPendingReview(world, pullRequest, author) !== undefined)
    throw unprocessable("User can only have one pending review per pull request")
  const commitSha = await requireCommitOfPullRequest(world, pullRequest, request.commitSha)
  const files = await readChanges(news.scene, pullRequest, commitSha)
  if (request.subjectType === "file" && !files.some((file) => file.filename === anchor.path))
    throw unprocessable("Path could not be resolved")
  const placed = request.subjectType === "file" ? { anchor: null, position: null, diffHunk: "" } : placeAnchor(anchor, files)
  const review = addCommentedReview(world, pullRequest, author, commitSha)
  const comment = addComment(world, {
    review,
    author,
    path: anchor.path,
    body,
    ...placed,
    subjectType: request.subjectType,
    inReplyTo: null,
  })
  announceReviewComment(news, { comment, action: "created", sender: author })
  return comment
}

/** Answers in a thread. A pending review of the author stands in the way. */
export function replyInThread(
  news: Newsroom,
  { comment, author, body }: { comment: ReviewComment; author: User; body: string },
): ReviewComment {
  const { world } = news.scene
  const pullRequest = pullRequestOf(world, comment)
  requireShortBody("PullRequestReviewComment", body)
  if (findPendingReview(world, pullRequest, author) !== undefined) {
    throw validationFailed({
      resource: "PullRequestReview",
      code: "custom",
      field: "user_id",
      message: "user_id can only have one pending review per pull request",
    })
  }
  const root = comment.inReplyToId === null ? comment : (world.reviewComments.get(comment.inReplyToId) ?? comment)
  const review = addCommentedReview(world, pullRequest, author, pullRequest.head.sha)
  const answer = addComment(world, {
    review,
    author,
    path: root.path,
    body,
    anchor: root.original,
    position: root.position,
    diffHunk: root.diffHunk,
    subjectType: root.subjectType,
    inReplyTo: root,
  })
  announceReviewComment(news, { comment: answer, action: "created", sender: author })
  return answer
}

/** After a push: moves every anchor with its line, and marks as outdated what was changed. */
export async function carryComments(world: World, pullRequest: PullRequest): Promise<void> {
  const { gitDirectory } = world.repositoryOf(pullRequest)
  for (const comment of select(world.reviewComments, (candidate) => candidate.pullRequestId === pullRequest.id)) {
    if (comment.original === null) continue
    comment.current = await carryAnchor(gitDirectory, {
      anchor: comment.original,
      path: comment.path,
      from: comment.originalCommitSha,
      to: pullRequest.head.sha,
    })
    if (comment.current !== null) comment.commitSha = pullRequest.head.sha
  }
}

/** Removes a comment; answers to it stay, as on GitHub. */
export function deleteComment(world: World, comment: ReviewComment): void {
  world.reviewComments.delete(comment.id)
  if (!world.reviewComments.values().some((other) => other.threadId === comment.threadId)) world.threads.delete(comment.threadId)
}

/** Takes a review; returns its comments, oldest first. */
export function commentsOf(world: World, review: Review): ReviewComment[] {
  return select(world.reviewComments, (comment) => comment.reviewId === review.id)
}

function announceComments(news: Newsroom, review: Review): void {
  for (const comment of commentsOf(news.scene.world, review))
    announceReviewComment(news, { comment, action: "created", sender: review.author })
}

function findPendingReview(world: World, pullRequest: PullRequest, author: User): Review | undefined {
  return world.reviews
    .values()
    .find((review) => review.pullRequestId === pullRequest.id && review.author.id === author.id && review.state === "PENDING")
}

function requireEventAllowed({
  pullRequest,
  author,
  event,
  body,
  comments,
}: Pick<ReviewRequest, "pullRequest" | "author" | "event" | "body"> & { readonly comments: readonly unknown[] }): void {
  if (event === "APPROVE" && pullRequest.author.id === author.id) throw unprocessable("Can not approve your own pull request")
  if (event === "REQUEST_CHANGES" && pullRequest.author.id === author.id)
    throw unprocessable("Review Can not request changes on your own pull request")
  if ((event === "COMMENT" && body === "" && comments.length === 0) || (event === "REQUEST_CHANGES" && body === "")) {
    throw new Refusal(422, "Unprocessable Entity", { errors: ["Body can't be blank"] })
  }
}

async function requireCommitOfPullRequest(world: World, pullRequest: PullRequest, sha: string | undefined): Promise<string> {
  if (sha === undefined || sha === pullRequest.head.sha) return pullRequest.head.sha
  const known = /^[0-9a-f]{40}$/.test(sha) ? await resolveCommit(world.repositoryOf(pullRequest).gitDirectory, sha) : null
  if (known === null)
    throw validationFailed({
      resource: "PullRequestReview",
      code: "custom",
      field: "commit_id",
      message: "commit_id is not part of the pull request",
    })
  return known
}

function addCommentedReview(world: World, pullRequest: PullRequest, author: User, commitSha: string): Review {
  const now = world.clock.iso()
  const review: Review = {
    id: world.nextId(),
    pullRequestId: pullRequest.id,
    author,
    state: "COMMENTED",
    body: "",
    commitSha,
    submittedAt: now,
    updatedAt: now,
  }
  world.reviews.set(review.id, review)
  pullRequest.updatedAt = now
  return review
}

function addComment(
  world: World,
  {
    review,
    author,
    inReplyTo,
    anchor,
    ...facts
  }: Pick<ReviewComment, "path" | "body" | "position" | "diffHunk" | "subjectType"> & {
    review: Review
    author: User
    anchor: ReviewComment["original"]
    inReplyTo: ReviewComment | null
  },
): ReviewComment {
  const now = world.clock.iso()
  const id = world.nextId()
  const threadId = inReplyTo?.threadId ?? world.nextId()
  if (inReplyTo === null) world.threads.set(threadId, { id: threadId, pullRequestId: review.pullRequestId, resolvedBy: null })
  const comment: ReviewComment = {
    ...facts,
    id,
    pullRequestId: review.pullRequestId,
    reviewId: review.id,
    threadId,
    author,
    inReplyToId: inReplyTo?.id ?? null,
    original: anchor,
    current: inReplyTo === null ? anchor : inReplyTo.current,
    originalCommitSha: inReplyTo?.originalCommitSha ?? review.commitSha,
    commitSha: inReplyTo?.commitSha ?? review.commitSha,
    createdAt: now,
    updatedAt: now,
    minimized: null,
  }
  world.reviewComments.set(id, comment)
  return comment
}

/** Takes an id; returns the comment, when the viewer may see it: those of a pending review are its author's alone. */
export function requireReviewComment(world: World, repositoryId: number, id: number, viewer: User | null): ReviewComment {
  const comment = world.reviewComments.get(id)
  if (comment === undefined || pullRequestOf(world, comment).repositoryId !== repositoryId || !isVisible(world, comment, viewer))
    throw notFound()
  return comment
}

/** Whether this viewer sees the comment. */
export function isVisible(world: World, comment: ReviewComment, viewer: User | null): boolean {
  const review = world.reviews.get(comment.reviewId)
  return review === undefined || review.state !== "PENDING" || review.author.id === viewer?.id
}
