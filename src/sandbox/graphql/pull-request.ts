import { associationOf, readChanges, readCommitIds } from "../representations/pull-request.ts"
import type { PullRequest } from "../records.ts"
import { fullName, nodeId, select } from "../world.ts"
import { composeActor } from "./actor.ts"
import { composeIssueComment, composeReview, composeThread, groupReactions } from "./comments.ts"
import { composeCommit, composeRollup } from "./commit.ts"
import type { Connection, PageArguments } from "./connection.ts"
import { connect } from "./connection.ts"
import type { Context } from "./context.ts"
import { viewerOf } from "./context.ts"

/** Takes a pull request; returns its state in GraphQL's words. */
export function stateOf(pullRequest: PullRequest): "OPEN" | "CLOSED" | "MERGED" {
  return pullRequest.merged ? "MERGED" : pullRequest.state === "closed" ? "CLOSED" : "OPEN"
}

/** Takes a pull request; returns its GraphQL object. */
export function composePullRequest(context: Context, pullRequest: PullRequest): Record<string, unknown> {
  const { world, links } = context
  const repository = world.repositoryOf(pullRequest)
  const headRepository = pullRequest.head.repositoryId === null ? undefined : world.repositories.get(pullRequest.head.repositoryId)
  const headOwner = world.findUser(pullRequest.head.ownerLogin)
  const readFiles = (): ReturnType<typeof readChanges> => readChanges(context, pullRequest)
  const none = (page: PageArguments): Connection<never> => connect([], page)
  const viewer = viewerOf(context)
  const visibleReviews = select(
    world.reviews,
    (review) => review.pullRequestId === pullRequest.id && (review.state !== "PENDING" || review.author.id === viewer.id),
  )
  return {
    __typename: "PullRequest",
    id: nodeId("PR", pullRequest.id),
    databaseId: pullRequest.id,
    fullDatabaseId: String(pullRequest.id),
    number: pullRequest.number,
    title: pullRequest.title,
    body: pullRequest.body ?? "",
    state: stateOf(pullRequest),
    url: `${links.web}/${fullName(repository)}/pull/${pullRequest.number}`,
    author: composeActor(context, pullRequest.author),
    authorAssociation: associationOf(repository, pullRequest.author),
    isDraft: pullRequest.draft,
    isCrossRepository: pullRequest.head.repositoryId !== repository.id,
    closed: pullRequest.state === "closed",
    merged: pullRequest.merged,
    locked: false,
    maintainerCanModify: pullRequest.head.repositoryId !== repository.id,
    createdAt: pullRequest.createdAt,
    updatedAt: pullRequest.updatedAt,
    closedAt: pullRequest.closedAt,
    mergedAt: pullRequest.mergedAt,
    mergedBy: null,
    baseRefName: pullRequest.base.ref,
    headRefName: pullRequest.head.ref,
    baseRefOid: pullRequest.base.sha,
    headRefOid: pullRequest.head.sha,
    baseRef: {
      id: nodeId("REF", pullRequest.id),
      name: pullRequest.base.ref,
      prefix: "refs/heads/",
      target: null,
      branchProtectionRule: null,
    },
    headRef: {
      id: nodeId("REF", pullRequest.id),
      name: pullRequest.head.ref,
      prefix: "refs/heads/",
      target: null,
      branchProtectionRule: null,
    },
    headRepository: headRepository === undefined ? null : () => context.compose.repository(context, headRepository),
    headRepositoryOwner: headOwner === undefined ? null : composeActor(context, headOwner),
    repository: () => context.compose.repository(context, repository),
    baseRepository: () => context.compose.repository(context, repository),
    additions: async () => (await readFiles()).reduce((sum, file) => sum + file.additions, 0),
    deletions: async () => (await readFiles()).reduce((sum, file) => sum + file.deletions, 0),
    changedFiles: async () => (await readFiles()).length,
    mergeable: "MERGEABLE",
    mergeStateStatus: pullRequest.draft ? "DRAFT" : "CLEAN",
    mergeCommit: null,
    potentialMergeCommit: null,
    autoMergeRequest: null,
    reviewDecision: visibleReviews.some((review) => review.state === "CHANGES_REQUESTED")
      ? "CHANGES_REQUESTED"
      : visibleReviews.some((review) => review.state === "APPROVED")
        ? "APPROVED"
        : null,
    viewerCanUpdate: viewer.id === pullRequest.author.id,
    viewerDidAuthor: viewer.id === pullRequest.author.id,
    labels: (page: PageArguments) =>
      connect(
        pullRequest.labels.map((name, index) => ({
          id: nodeId("LA", pullRequest.id * 100 + index),
          name,
          description: null,
          color: "ededed",
        })),
        page,
      ),
    assignees: none,
    milestone: null,
    projectCards: none,
    reactionGroups: groupReactions([]),
    reviewRequests: none,
    commits: async (page: PageArguments) =>
      connect(
        (await readCommitIds(repository, pullRequest)).map((sha) => ({ commit: () => composeCommit(context, repository, sha) })),
        page,
      ),
    files: async (page: PageArguments) =>
      connect(
        (await readFiles()).map((file) => ({ path: file.filename, additions: file.additions, deletions: file.deletions })),
        page,
      ),
    comments: (page: PageArguments) =>
      connect(
        select(world.issueComments, (comment) => comment.repositoryId === repository.id && comment.number === pullRequest.number).map(
          (comment) => composeIssueComment(context, comment),
        ),
        page,
      ),
    reviews: ({ states, ...page }: PageArguments & { readonly states?: readonly string[] | null }) =>
      connect(
        visibleReviews.filter((review) => states == null || states.includes(review.state)).map((review) => composeReview(context, review)),
        page,
      ),
    latestReviews: (page: PageArguments) =>
      connect(
        [...new Map(visibleReviews.map((review) => [review.author.id, review])).values()].map((review) => composeReview(context, review)),
        page,
      ),
    reviewThreads: (page: PageArguments) =>
      connect(
        select(world.threads, (thread) => thread.pullRequestId === pullRequest.id).flatMap(
          (thread) => composeThread(context, thread) ?? [],
        ),
        page,
      ),
    statusCheckRollup: () => composeRollup(context, repository, pullRequest.head.sha),
  }
}
