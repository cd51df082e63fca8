import type { Scene } from "../scene.ts"
import type { IssueComment, PullRequest, Reaction, Review, ReviewComment } from "../records.ts"
import { fullName, nodeId, select } from "../world.ts"
import { associationOf, renderReactionCounts } from "./pull-request.ts"
import { renderApp, renderUser } from "./user.ts"

/** Takes a comment of a conversation; returns its REST form. */
export function renderIssueComment({ world, links }: Scene, comment: IssueComment): Record<string, unknown> {
  const repository = world.repositoryOf(comment)
  const api = `${links.api}/repos/${fullName(repository)}`
  const kind = world.findPullRequest(repository.id, comment.number) === undefined ? "issues" : "pull"
  return {
    url: `${api}/issues/comments/${comment.id}`,
    html_url: `${links.web}/${fullName(repository)}/${kind}/${comment.number}#issuecomment-${comment.id}`,
    issue_url: `${api}/issues/${comment.number}`,
    id: comment.id,
    node_id: nodeId("IC", comment.id),
    user: renderUser(links, comment.author),
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    author_association: associationOf(repository, comment.author),
    body: comment.body,
    reactions: renderReactionCounts(
      `${api}/issues/comments/${comment.id}/reactions`,
      select(world.reactions, (reaction) => reaction.subject === "issue-comment" && reaction.subjectId === comment.id).map(
        (reaction) => reaction.content,
      ),
    ),
    performed_via_github_app: comment.author.id === world.app.bot.id ? renderApp(links, world.app) : null,
  }
}

/** Takes a review; returns its REST form. A pending one has no `submitted_at`. */
export function renderReview({ world, links }: Scene, review: Review): Record<string, unknown> {
  const pullRequest = pullRequestOf(world, review)
  const repository = world.repositoryOf(pullRequest)
  const htmlUrl = `${links.web}/${fullName(repository)}/pull/${pullRequest.number}#pullrequestreview-${review.id}`
  const pullUrl = `${links.api}/repos/${fullName(repository)}/pulls/${pullRequest.number}`
  return {
    id: review.id,
    node_id: nodeId("PRR", review.id),
    user: renderUser(links, review.author),
    body: review.body,
    state: review.state,
    html_url: htmlUrl,
    pull_request_url: pullUrl,
    author_association: associationOf(repository, review.author),
    _links: { html: { href: htmlUrl }, pull_request: { href: pullUrl } },
    ...(review.submittedAt === null ? {} : { submitted_at: review.submittedAt }),
    commit_id: review.commitSha,
  }
}

/** Takes a comment of a review; returns its REST form. An outdated one has no `line`. */
export function renderReviewComment({ world, links }: Scene, comment: ReviewComment): Record<string, unknown> {
  const pullRequest = pullRequestOf(world, comment)
  const repository = world.repositoryOf(pullRequest)
  const api = `${links.api}/repos/${fullName(repository)}`
  const url = `${api}/pulls/comments/${comment.id}`
  const htmlUrl = `${links.web}/${fullName(repository)}/pull/${pullRequest.number}#discussion_r${comment.id}`
  const pullUrl = `${api}/pulls/${pullRequest.number}`
  const { current, original } = comment
  return {
    url,
    pull_request_review_id: comment.reviewId,
    id: comment.id,
    node_id: nodeId("PRRC", comment.id),
    diff_hunk: comment.diffHunk,
    path: comment.path,
    commit_id: comment.commitSha,
    original_commit_id: comment.originalCommitSha,
    user: renderUser(links, comment.author),
    body: comment.body,
    created_at: comment.createdAt,
    updated_at: comment.updatedAt,
    html_url: htmlUrl,
    pull_request_url: pullUrl,
    author_association: associationOf(repository, comment.author),
    _links: { self: { href: url }, html: { href: htmlUrl }, pull_request: { href: pullUrl } },
    reactions: renderReactionCounts(
      `${url}/reactions`,
      select(world.reactions, (reaction) => reaction.subject === "review-comment" && reaction.subjectId === comment.id).map(
        (reaction) => reaction.content,
      ),
    ),
    start_line: current?.startLine ?? null,
    original_start_line: original?.startLine ?? null,
    start_side: original?.startSide ?? null,
    line: current?.line ?? null,
    original_line: original?.line ?? null,
    side: original?.side ?? "RIGHT",
    ...(comment.inReplyToId === null ? {} : { in_reply_to_id: comment.inReplyToId }),
    position: current === null ? null : comment.position,
    original_position: comment.position ?? 1,
    subject_type: comment.subjectType,
  }
}

/** Takes a reaction; returns its REST form. */
export function renderReaction({ links }: Scene, reaction: Reaction): Record<string, unknown> {
  return {
    id: reaction.id,
    node_id: nodeId("REA", reaction.id),
    user: renderUser(links, reaction.user),
    content: reaction.content,
    created_at: reaction.createdAt,
  }
}

/** Takes a review or a comment of one; returns its pull request. */
export function pullRequestOf(world: Scene["world"], record: { readonly pullRequestId: number }): PullRequest {
  const pullRequest = world.pullRequests.get(record.pullRequestId)
  if (pullRequest === undefined) throw new Error("the pull request of this record was deleted")
  return pullRequest
}
