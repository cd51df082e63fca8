import { pullRequestOf } from "../representations/comment.ts"
import { associationOf } from "../representations/pull-request.ts"
import { isVisible } from "../reviews.ts"
import type { IssueComment, Reaction, Review, ReviewComment, Thread } from "../records.ts"
import { fullName, nodeId, select } from "../world.ts"
import { composeActor } from "./actor.ts"
import { composeCommit } from "./commit.ts"
import type { PageArguments } from "./connection.ts"
import { connect } from "./connection.ts"
import type { Context } from "./context.ts"
import { may, viewerOf } from "./context.ts"

const reactionWords = {
  "+1": "THUMBS_UP",
  "-1": "THUMBS_DOWN",
  laugh: "LAUGH",
  hooray: "HOORAY",
  confused: "CONFUSED",
  heart: "HEART",
  rocket: "ROCKET",
  eyes: "EYES",
} as const

/** Takes a comment of a conversation; returns its GraphQL object. */
export function composeIssueComment(context: Context, comment: IssueComment): Record<string, unknown> {
  const repository = context.world.repositoryOf(comment)
  return {
    __typename: "IssueComment",
    id: nodeId("IC", comment.id),
    databaseId: comment.id,
    author: composeActor(context, comment.author),
    authorAssociation: associationOf(repository, comment.author),
    body: comment.body,
    createdAt: comment.createdAt,
    updatedAt: comment.updatedAt,
    includesCreatedEdit: comment.updatedAt !== comment.createdAt,
    isMinimized: comment.minimized !== null,
    minimizedReason: comment.minimized,
    reactionGroups: groupReactions(
      select(context.world.reactions, (reaction) => reaction.subject === "issue-comment" && reaction.subjectId === comment.id),
    ),
    url: `${context.links.web}/${fullName(repository)}/pull/${comment.number}#issuecomment-${comment.id}`,
    viewerDidAuthor: viewerOf(context).id === comment.author.id,
  }
}

/** Takes a review; returns its GraphQL object. */
export function composeReview(context: Context, review: Review): Record<string, unknown> {
  const pullRequest = pullRequestOf(context.world, review)
  const repository = context.world.repositoryOf(pullRequest)
  return {
    __typename: "PullRequestReview",
    id: nodeId("PRR", review.id),
    databaseId: review.id,
    author: composeActor(context, review.author),
    authorAssociation: associationOf(repository, review.author),
    body: review.body,
    state: review.state,
    submittedAt: review.submittedAt,
    createdAt: review.submittedAt ?? review.updatedAt,
    includesCreatedEdit: review.submittedAt !== null && review.updatedAt !== review.submittedAt,
    reactionGroups: groupReactions([]),
    url: `${context.links.web}/${fullName(repository)}/pull/${pullRequest.number}#pullrequestreview-${review.id}`,
    commit: () => composeCommit(context, repository, review.commitSha),
  }
}

/** Takes a thread; returns its GraphQL object, `null` when the viewer sees none of its comments. */
export function composeThread(context: Context, thread: Thread): Record<string, unknown> | null {
  const { world } = context
  const viewer = viewerOf(context)
  const comments = select(world.reviewComments, (comment) => comment.threadId === thread.id && isVisible(world, comment, viewer))
  const root = comments[0]
  if (root === undefined) return null
  const pullRequest = pullRequestOf(world, thread)
  const canResolve = may(context, world.repositoryOf(pullRequest), "contents=write")
  return {
    __typename: "PullRequestReviewThread",
    id: nodeId("PRRT", thread.id),
    isResolved: thread.resolvedBy !== null,
    isOutdated: root.subjectType === "line" && root.current === null,
    isCollapsed: thread.resolvedBy !== null,
    path: root.path,
    line: root.current?.line ?? null,
    startLine: root.current?.startLine ?? null,
    originalLine: root.original?.line ?? null,
    originalStartLine: root.original?.startLine ?? null,
    diffSide: root.original?.side ?? "RIGHT",
    startDiffSide: root.original?.startSide ?? null,
    subjectType: root.subjectType.toUpperCase(),
    // A bot is no User; GitHub gives null.
    resolvedBy: thread.resolvedBy === null || thread.resolvedBy.type === "Bot" ? null : composeActor(context, thread.resolvedBy),
    viewerCanResolve: canResolve && thread.resolvedBy === null,
    viewerCanUnresolve: canResolve && thread.resolvedBy !== null,
    viewerCanReply: may(context, world.repositoryOf(pullRequest), "pull_requests=write"),
    pullRequest: () => context.compose.pullRequest(context, pullRequest),
    comments: (page: PageArguments) =>
      connect(
        comments.map((comment) => composeReviewComment(context, comment)),
        page,
      ),
  }
}

/** Takes a comment of a review; returns its GraphQL object. */
export function composeReviewComment(context: Context, comment: ReviewComment): Record<string, unknown> {
  const { world, links } = context
  const pullRequest = pullRequestOf(world, comment)
  const repository = world.repositoryOf(pullRequest)
  const review = world.reviews.get(comment.reviewId)
  const parent = comment.inReplyToId === null ? undefined : world.reviewComments.get(comment.inReplyToId)
  return {
    __typename: "PullRequestReviewComment",
    id: nodeId("PRRC", comment.id),
    databaseId: comment.id,
    fullDatabaseId: String(comment.id),
    author: composeActor(context, comment.author),
    authorAssociation: associationOf(repository, comment.author),
    body: comment.body,
    path: comment.path,
    createdAt: comment.createdAt,
    updatedAt: comment.updatedAt,
    isMinimized: comment.minimized !== null,
    minimizedReason: comment.minimized,
    url: `${links.web}/${fullName(repository)}/pull/${pullRequest.number}#discussion_r${comment.id}`,
    outdated: comment.subjectType === "line" && comment.current === null,
    diffHunk: comment.diffHunk,
    line: comment.current?.line ?? null,
    originalLine: comment.original?.line ?? null,
    pullRequestReview: review === undefined ? null : () => composeReview(context, review),
    replyTo: parent === undefined ? null : () => composeReviewComment(context, parent),
    viewerDidAuthor: viewerOf(context).id === comment.author.id,
  }
}

/** Takes the reactions to one subject; returns all eight groups, as GitHub does. */
export function groupReactions(reactions: readonly Reaction[]): Record<string, unknown>[] {
  return Object.entries(reactionWords).map(([content, word]) => ({
    content: word,
    users: () => ({ totalCount: reactions.filter((reaction) => reaction.content === content).length }),
  }))
}
