import type { Scene } from "./scene.ts"
import { renderCheckRunEvent, renderCheckSuite } from "./representations/check.ts"
import { pullRequestOf, renderIssueComment, renderReviewComment } from "./representations/comment.ts"
import { repositoriesOf } from "./representations/installation.ts"
import { renderIssue, renderPullRequest, renderSimplePullRequest } from "./representations/pull-request.ts"
import { renderRepository } from "./representations/repository.ts"
import { renderInstallation } from "./representations/installation.ts"
import { renderOrganization, renderUser } from "./representations/user.ts"
import type { Webhooks } from "./webhooks.ts"
import type { CheckRun, CheckSuite, Installation, IssueComment, PullRequest, Repository, ReviewComment, Thread, User } from "./records.ts"
import { readGit } from "./git.ts"
import { nodeId, select } from "./world.ts"

/** What announcing needs: the facts, the sandbox's own address, and the post office. */
export interface Newsroom {
  readonly scene: Scene
  readonly webhooks: Webhooks
}

/** `pull_request.<action>`; `extra` holds `before`/`after` or `changes`. */
export async function announcePullRequest(
  news: Newsroom,
  { pullRequest, action, sender, extra = {} }: { pullRequest: PullRequest; action: string; sender: User; extra?: Record<string, unknown> },
): Promise<void> {
  const payload = { number: pullRequest.number, pull_request: await renderPullRequest(news.scene, pullRequest), ...extra }
  announce(news, news.scene.world.repositoryOf(pullRequest), { event: "pull_request", action, sender, payload })
}

/** `issue_comment.<action>`, for pull requests and plain issues alike. */
export function announceIssueComment(
  news: Newsroom,
  { comment, action, sender, extra = {} }: { comment: IssueComment; action: string; sender: User; extra?: Record<string, unknown> },
): void {
  const { world } = news.scene
  const repository = world.repositoryOf(comment)
  const subject =
    world.findPullRequest(repository.id, comment.number) ??
    select(world.issues, (issue) => issue.repositoryId === repository.id && issue.number === comment.number)[0]
  if (subject === undefined) return
  const payload = { issue: renderIssue(news.scene, repository, subject), comment: renderIssueComment(news.scene, comment), ...extra }
  announce(news, repository, { event: "issue_comment", action, sender, payload })
}

/** `pull_request_review_comment.<action>`. */
export function announceReviewComment(
  news: Newsroom,
  { comment, action, sender, extra = {} }: { comment: ReviewComment; action: string; sender: User; extra?: Record<string, unknown> },
): void {
  const pullRequest = pullRequestOf(news.scene.world, comment)
  const payload = {
    comment: renderReviewComment(news.scene, comment),
    pull_request: renderSimplePullRequest(news.scene, pullRequest),
    ...extra,
  }
  announce(news, news.scene.world.repositoryOf(pullRequest), { event: "pull_request_review_comment", action, sender, payload })
}

/** `pull_request_review_thread.resolved` or `.unresolved`. */
export function announceThread(news: Newsroom, thread: Thread, action: "resolved" | "unresolved", sender: User): void {
  const { world } = news.scene
  const pullRequest = pullRequestOf(world, thread)
  const comments = select(world.reviewComments, (comment) => comment.threadId === thread.id).map((comment) =>
    renderReviewComment(news.scene, comment),
  )
  const payload = {
    pull_request: renderSimplePullRequest(news.scene, pullRequest),
    thread: { comments, node_id: nodeId("PRRT", thread.id) },
  }
  announce(news, world.repositoryOf(pullRequest), { event: "pull_request_review_thread", action, sender, payload })
}

/** `check_run.<action>`; a requested action carries its identifier. */
export function announceCheckRun(
  news: Newsroom,
  { run, action, sender, identifier }: { run: CheckRun; action: string; sender: User; identifier?: string },
): void {
  const payload = {
    check_run: renderCheckRunEvent(news.scene, run),
    ...(identifier === undefined ? {} : { requested_action: { identifier } }),
  }
  announce(news, news.scene.world.repositoryOf(run), { event: "check_run", action, sender, payload })
}

/** `check_suite.<action>`. */
export async function announceCheckSuite(
  news: Newsroom,
  suite: CheckSuite,
  action: "requested" | "rerequested" | "completed",
  sender: User,
): Promise<void> {
  const { repository: _, ...body } = await renderCheckSuite(news.scene, suite)
  announce(news, news.scene.world.repositoryOf(suite), { event: "check_suite", action, sender, payload: { check_suite: body } })
}

/** `merge_group.checks_requested`. */
export async function announceMergeGroup(
  news: Newsroom,
  { pullRequest, sha, ref, message }: { pullRequest: PullRequest; sha: string; ref: string; message: string },
): Promise<void> {
  const { world } = news.scene
  const repository = world.repositoryOf(pullRequest)
  const author = { name: "GitHub", email: "noreply@github.com" }
  const commit = {
    id: sha,
    tree_id: await readGit(repository.gitDirectory, ["rev-parse", `${sha}^{tree}`]),
    message,
    timestamp: world.clock.iso(),
    author,
    committer: author,
  }
  const { ref: base, sha: baseSha } = pullRequest.base
  const group = { head_sha: sha, head_ref: ref, base_sha: baseSha, base_ref: `refs/heads/${base}`, head_commit: commit }
  announce(news, repository, {
    event: "merge_group",
    action: "checks_requested",
    sender: repository.owner,
    payload: { merge_group: group },
  })
}

/** `repository.<action>`. */
export function announceRepository(
  news: Newsroom,
  repository: Repository,
  action: "renamed" | "deleted",
  extra: Record<string, unknown> = {},
): void {
  announce(news, repository, { event: "repository", action, sender: repository.owner, payload: extra })
}

/** `installation.<action>`. */
export function announceInstallation(
  news: Newsroom,
  installation: Installation,
  action: "created" | "deleted" | "suspend" | "unsuspend",
): void {
  const payload = {
    action,
    installation: renderInstallation(news.scene, installation),
    repositories: repositoriesOf(news.scene, installation).map(nameRepository),
    requester: null,
    sender: renderUser(news.scene.links, installation.account),
  }
  news.webhooks.announce({ event: "installation", action, installation, repository: null, payload })
}

/** `installation_repositories.<action>`. */
export function announceInstallationRepositories(
  news: Newsroom,
  installation: Installation,
  action: "added" | "removed",
  repositories: readonly Repository[],
): void {
  const payload = {
    action,
    installation: renderInstallation(news.scene, installation),
    repository_selection: installation.repositoryIds === null ? "all" : "selected",
    repositories_added: action === "added" ? repositories.map(nameRepository) : [],
    repositories_removed: action === "removed" ? repositories.map(nameRepository) : [],
    requester: null,
    sender: renderUser(news.scene.links, installation.account),
  }
  news.webhooks.announce({ event: "installation_repositories", action, installation, repository: null, payload })
}

function announce(
  news: Newsroom,
  repository: Repository,
  { event, action, sender, payload }: { event: string; action: string; sender: User; payload: Record<string, unknown> },
): void {
  const { scene, webhooks } = news
  const installation = scene.world.findInstallation(repository)
  if (installation === undefined) return
  const organization = repository.owner.type === "Organization" ? { organization: renderOrganization(scene.links, repository.owner) } : {}
  webhooks.announce({
    event,
    action,
    installation,
    repository,
    payload: {
      action,
      ...payload,
      repository: renderRepository(scene, repository),
      ...organization,
      sender: renderUser(scene.links, sender),
      installation: { id: installation.id, node_id: nodeId("I", installation.id) },
    },
  })
}

function nameRepository(repository: Repository): Record<string, unknown> {
  return {
    id: repository.id,
    node_id: nodeId("R", repository.id),
    name: repository.name,
    full_name: `${repository.owner.login}/${repository.name}`,
    private: repository.private,
  }
}
