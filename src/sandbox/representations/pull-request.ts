import type { FileChange } from "../diff.ts"
import { diffCommits } from "../diff.ts"
import { findMergeBase, readGit } from "../git.ts"
import type { Scene } from "../scene.ts"
import type { Issue, PullRequest, Repository, User } from "../records.ts"
import { fullName, nodeId, select } from "../world.ts"
import { renderRepository } from "./repository.ts"
import { renderUser } from "./user.ts"

/** Takes a pull request and one of its heads, the current one by default; returns the changed files against the merge base. */
export async function readChanges(
  { world }: Pick<Scene, "world">,
  pullRequest: PullRequest,
  head = pullRequest.head.sha,
): Promise<FileChange[]> {
  const { gitDirectory } = world.repositoryOf(pullRequest)
  return diffCommits(gitDirectory, await findMergeBase(gitDirectory, pullRequest.base.sha, head), head)
}

/** Takes a pull request; returns the form that lists and the check payloads' siblings use. */
export function renderSimplePullRequest(scene: Scene, pullRequest: PullRequest): Record<string, unknown> {
  const { world, links } = scene
  const repository = world.repositoryOf(pullRequest)
  const url = `${links.api}/repos/${fullName(repository)}/pulls/${pullRequest.number}`
  const issueUrl = `${links.api}/repos/${fullName(repository)}/issues/${pullRequest.number}`
  const htmlUrl = `${links.web}/${fullName(repository)}/pull/${pullRequest.number}`
  const statusesUrl = `${links.api}/repos/${fullName(repository)}/statuses/${pullRequest.head.sha}`
  const reviewCommentUrl = `${links.api}/repos/${fullName(repository)}/pulls/comments{/number}`
  const headRepository = pullRequest.head.repositoryId === null ? undefined : world.repositories.get(pullRequest.head.repositoryId)
  return {
    url,
    id: pullRequest.id,
    node_id: nodeId("PR", pullRequest.id),
    html_url: htmlUrl,
    diff_url: `${htmlUrl}.diff`,
    patch_url: `${htmlUrl}.patch`,
    issue_url: issueUrl,
    number: pullRequest.number,
    state: pullRequest.state,
    locked: false,
    title: pullRequest.title,
    user: renderUser(links, pullRequest.author),
    body: pullRequest.body,
    created_at: pullRequest.createdAt,
    updated_at: pullRequest.updatedAt,
    closed_at: pullRequest.closedAt,
    merged_at: pullRequest.mergedAt,
    merge_commit_sha: null,
    assignee: null,
    assignees: [],
    requested_reviewers: [],
    requested_teams: [],
    labels: renderLabels(scene, pullRequest),
    milestone: null,
    draft: pullRequest.draft,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: reviewCommentUrl,
    comments_url: `${issueUrl}/comments`,
    statuses_url: statusesUrl,
    head: {
      label: `${pullRequest.head.ownerLogin}:${pullRequest.head.ref}`,
      ref: pullRequest.head.ref,
      sha: pullRequest.head.sha,
      user: renderUser(links, world.findUser(pullRequest.head.ownerLogin) ?? pullRequest.author),
      // A deleted fork is null, whatever the description says.
      repo: headRepository === undefined ? null : renderRepository(scene, headRepository),
    },
    base: {
      label: `${repository.owner.login}:${pullRequest.base.ref}`,
      ref: pullRequest.base.ref,
      sha: pullRequest.base.sha,
      user: renderUser(links, repository.owner),
      repo: renderRepository(scene, repository),
    },
    _links: {
      self: { href: url },
      html: { href: htmlUrl },
      issue: { href: issueUrl },
      comments: { href: `${issueUrl}/comments` },
      review_comments: { href: `${url}/comments` },
      review_comment: { href: reviewCommentUrl },
      commits: { href: `${url}/commits` },
      statuses: { href: statusesUrl },
    },
    author_association: associationOf(repository, pullRequest.author),
    auto_merge: null,
    active_lock_reason: null,
  }
}

/** Takes a pull request; returns the form of `GET …/pulls/{number}` and of the webhooks, with its counts. */
export async function renderPullRequest(scene: Scene, pullRequest: PullRequest): Promise<Record<string, unknown>> {
  const { world } = scene
  const repository = world.repositoryOf(pullRequest)
  const [files, commits] = await Promise.all([readChanges(scene, pullRequest), readCommitIds(repository, pullRequest)])
  return {
    ...renderSimplePullRequest(scene, pullRequest),
    merged: pullRequest.merged,
    mergeable: pullRequest.state === "open" ? true : null,
    rebaseable: pullRequest.state === "open" ? true : null,
    mergeable_state: pullRequest.state === "open" ? (pullRequest.draft ? "draft" : "clean") : "unknown",
    merged_by: null,
    comments: select(world.issueComments, (comment) => comment.repositoryId === repository.id && comment.number === pullRequest.number)
      .length,
    review_comments: select(
      world.reviewComments,
      (comment) => comment.pullRequestId === pullRequest.id && world.reviews.get(comment.reviewId)?.state !== "PENDING",
    ).length,
    maintainer_can_modify: pullRequest.head.repositoryId !== repository.id,
    commits: commits.length,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changed_files: files.length,
  }
}

/** Takes a pull request; returns the ids of its commits, oldest first, at most 250 as on GitHub. */
export async function readCommitIds(repository: Repository, pullRequest: PullRequest): Promise<string[]> {
  const text = await readGit(repository.gitDirectory, [
    "rev-list",
    "--reverse",
    "--topo-order",
    `${pullRequest.base.sha}..${pullRequest.head.sha}`,
  ])
  return text === "" ? [] : text.split("\n").slice(0, 250)
}

/** Takes an issue or pull request; returns the form of `GET …/issues/{number}` and of comment webhooks. */
export function renderIssue(scene: Scene, repository: Repository, subject: Issue | PullRequest): Record<string, unknown> {
  const { world, links } = scene
  const url = `${links.api}/repos/${fullName(repository)}/issues/${subject.number}`
  const isPullRequest = "head" in subject
  const htmlUrl = `${links.web}/${fullName(repository)}/${isPullRequest ? "pull" : "issues"}/${subject.number}`
  const pullUrl = `${links.api}/repos/${fullName(repository)}/pulls/${subject.number}`
  return {
    url,
    repository_url: `${links.api}/repos/${fullName(repository)}`,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: htmlUrl,
    id: subject.id,
    node_id: nodeId(isPullRequest ? "PR" : "I", subject.id),
    number: subject.number,
    title: subject.title,
    user: renderUser(links, subject.author),
    labels: isPullRequest ? renderLabels(scene, subject) : [],
    state: subject.state,
    locked: false,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: select(world.issueComments, (comment) => comment.repositoryId === repository.id && comment.number === subject.number).length,
    created_at: subject.createdAt,
    updated_at: isPullRequest ? subject.updatedAt : subject.createdAt,
    closed_at: isPullRequest ? subject.closedAt : null,
    author_association: associationOf(repository, subject.author),
    active_lock_reason: null,
    body: subject.body,
    reactions: renderReactionCounts(`${url}/reactions`, []),
    timeline_url: `${url}/timeline`,
    ...(isPullRequest
      ? {
          draft: subject.draft,
          pull_request: {
            url: pullUrl,
            html_url: htmlUrl,
            diff_url: `${htmlUrl}.diff`,
            patch_url: `${htmlUrl}.patch`,
            merged_at: subject.mergedAt,
          },
        }
      : {}),
  }
}

/** Takes an account; returns what it is to the repository, in GitHub's words. */
export function associationOf(repository: Repository, user: User): string {
  if (repository.owner.id === user.id) return "OWNER"
  if (user.type === "Bot") return "NONE"
  const role = repository.roles.get(user.id)
  return role === undefined ? "CONTRIBUTOR" : repository.owner.type === "Organization" ? "MEMBER" : "COLLABORATOR"
}

/** Takes the address of the reactions and their contents; returns the tally that comments carry. */
export function renderReactionCounts(url: string, contents: readonly string[]): Record<string, unknown> {
  const count = (content: string): number => contents.filter((other) => other === content).length
  return {
    url,
    total_count: contents.length,
    "+1": count("+1"),
    "-1": count("-1"),
    laugh: count("laugh"),
    hooray: count("hooray"),
    confused: count("confused"),
    heart: count("heart"),
    rocket: count("rocket"),
    eyes: count("eyes"),
  }
}

/** Takes a pull request; returns its labels in their REST form. */
export function renderLabels({ world, links }: Scene, pullRequest: PullRequest): Record<string, unknown>[] {
  return pullRequest.labels.map((name, index) => ({
    id: pullRequest.id * 100 + index,
    node_id: nodeId("LA", pullRequest.id * 100 + index),
    url: `${links.api}/repos/${fullName(world.repositoryOf(pullRequest))}/labels/${encodeURIComponent(name)}`,
    name,
    color: "ededed",
    default: false,
    description: "",
  }))
}
