import { openSuite } from "./checks.ts"
import type { Newsroom } from "./events.ts"
import { announceCheckSuite, announcePullRequest } from "./events.ts"
import { copyCommit, resolveCommit, tryGit, updateReference } from "./git.ts"
import { renderLabels } from "./representations/pull-request.ts"
import { carryComments } from "./reviews.ts"
import { updatePullReference } from "./sandbox-repository.ts"
import type { PullRequest, Repository, User } from "./records.ts"

/** What people do to pull requests, each with the events that GitHub sends for it. */
export async function openPullRequest(
  news: Newsroom,
  request: {
    repository: Repository
    headRepository: Repository
    title: string
    body: string | null
    base: string
    head: string
    author: User
    draft: boolean
    labels: readonly string[]
  },
): Promise<PullRequest> {
  const { world } = news.scene
  const { repository, headRepository, title, body, author, draft } = request
  const headSha = await requireBranch(headRepository, request.head)
  const now = world.clock.iso()
  const pullRequest: PullRequest = {
    id: world.nextId(),
    repositoryId: repository.id,
    number: repository.nextNumber++,
    author,
    title,
    body,
    state: "open",
    draft,
    merged: false,
    labels: [...request.labels],
    head: { ref: request.head, sha: headSha, repositoryId: headRepository.id, ownerLogin: headRepository.owner.login },
    base: { ref: request.base, sha: await requireBranch(repository, request.base) },
    createdAt: now,
    updatedAt: now,
    closedAt: null,
    mergedAt: null,
    history: [],
  }
  await updatePullReference(repository, headRepository, pullRequest.number, headSha)
  world.pullRequests.set(pullRequest.id, pullRequest)
  world.touch()
  await requestSuite(news, pullRequest)
  await announcePullRequest(news, { pullRequest, action: "opened", sender: author })
  return pullRequest
}

/** Moves the head, forced or not. */
export async function pushToPullRequest(news: Newsroom, pullRequest: PullRequest, sha: string, sender: User): Promise<void> {
  const { world } = news.scene
  const repository = world.repositoryOf(pullRequest)
  const headRepository = pullRequest.head.repositoryId === null ? null : (world.repositories.get(pullRequest.head.repositoryId) ?? null)
  const before = pullRequest.head.sha
  if (headRepository !== null) {
    await copyCommit(headRepository.gitDirectory, repository.gitDirectory, sha)
    await updateReference(headRepository.gitDirectory, `refs/heads/${pullRequest.head.ref}`, sha)
    headRepository.pushedAt = world.clock.iso()
  }
  await updatePullReference(repository, headRepository, pullRequest.number, sha)
  const forced = (await tryGit(repository.gitDirectory, ["merge-base", "--is-ancestor", before, sha])) === null
  pullRequest.head.sha = sha
  pullRequest.base.sha = (await resolveCommit(repository.gitDirectory, `refs/heads/${pullRequest.base.ref}`)) ?? pullRequest.base.sha
  pullRequest.updatedAt = world.clock.iso()
  pullRequest.history.push({ kind: "push", actor: sender, at: pullRequest.updatedAt, before, after: sha, forced })
  await carryComments(world, pullRequest)
  world.touch()
  await requestSuite(news, pullRequest)
  await announcePullRequest(news, { pullRequest, action: "synchronize", sender, extra: { before, after: sha } })
}

/** Turns a pull request into a draft or makes it ready for review. */
export async function setDraft(news: Newsroom, pullRequest: PullRequest, draft: boolean, sender: User): Promise<void> {
  pullRequest.draft = draft
  record(news, pullRequest, sender, draft ? "marked this as a draft" : "marked this as ready for review")
  await announcePullRequest(news, { pullRequest, action: draft ? "converted_to_draft" : "ready_for_review", sender })
}

/** Closes without merging, or as merged. The base branch stays where it is. */
export async function closePullRequest(news: Newsroom, pullRequest: PullRequest, merged: boolean, sender: User): Promise<void> {
  pullRequest.state = "closed"
  pullRequest.merged = merged
  pullRequest.closedAt = news.scene.world.clock.iso()
  pullRequest.mergedAt = merged ? pullRequest.closedAt : null
  record(news, pullRequest, sender, merged ? "merged this" : "closed this")
  await announcePullRequest(news, { pullRequest, action: "closed", sender })
}

/** Opens a closed pull request again. */
export async function reopenPullRequest(news: Newsroom, pullRequest: PullRequest, sender: User): Promise<void> {
  pullRequest.state = "open"
  pullRequest.closedAt = null
  record(news, pullRequest, sender, "reopened this")
  await announcePullRequest(news, { pullRequest, action: "reopened", sender })
}

/** Edits title, description or base; the event tells what it was before. */
export async function editPullRequest(
  news: Newsroom,
  pullRequest: PullRequest,
  edit: { readonly title?: string; readonly body?: string; readonly base?: string },
  sender: User,
): Promise<void> {
  const changes: Record<string, unknown> = {}
  if (edit.title !== undefined) {
    changes["title"] = { from: pullRequest.title }
    pullRequest.title = edit.title
  }
  if (edit.body !== undefined) {
    changes["body"] = { from: pullRequest.body ?? "" }
    pullRequest.body = edit.body
  }
  if (edit.base !== undefined) {
    changes["base"] = { ref: { from: pullRequest.base.ref }, sha: { from: pullRequest.base.sha } }
    pullRequest.base = { ref: edit.base, sha: await requireBranch(news.scene.world.repositoryOf(pullRequest), edit.base) }
  }
  record(news, pullRequest, sender, edit.base === undefined ? "edited this" : `changed the base branch to ${edit.base}`)
  await announcePullRequest(news, { pullRequest, action: "edited", sender, extra: { changes } })
}

/** Adds a label; GitHub sends one event for each. */
export async function labelPullRequest(news: Newsroom, pullRequest: PullRequest, label: string, sender: User): Promise<void> {
  pullRequest.labels.push(label)
  record(news, pullRequest, sender, `added the label ${label}`)
  await announcePullRequest(news, {
    pullRequest,
    action: "labeled",
    sender,
    extra: { label: renderLabels(news.scene, pullRequest).at(-1) },
  })
}

/** Takes a label off. */
export async function unlabelPullRequest(news: Newsroom, pullRequest: PullRequest, label: string, sender: User): Promise<void> {
  const index = pullRequest.labels.indexOf(label)
  const rendered = renderLabels(news.scene, pullRequest)[index]
  if (rendered === undefined) return
  pullRequest.labels.splice(index, 1)
  record(news, pullRequest, sender, `removed the label ${label}`)
  await announcePullRequest(news, { pullRequest, action: "unlabeled", sender, extra: { label: rendered } })
}

function record(news: Newsroom, pullRequest: PullRequest, actor: User, what: string): void {
  const { world } = news.scene
  pullRequest.updatedAt = world.clock.iso()
  pullRequest.history.push({ kind: "event", actor, at: pullRequest.updatedAt, what })
  world.touch()
}

// GitHub asks every App that may write checks for a suite on every push; a fork's branch is not named.
async function requestSuite(news: Newsroom, pullRequest: PullRequest): Promise<void> {
  const repository = news.scene.world.repositoryOf(pullRequest)
  if (pullRequest.head.repositoryId !== repository.id) return
  const { suite, isNew } = openSuite(news, { repository, headSha: pullRequest.head.sha, headBranch: pullRequest.head.ref })
  if (isNew) await announceCheckSuite(news, suite, "requested", pullRequest.author)
}

async function requireBranch(repository: Repository, branch: string): Promise<string> {
  const sha = await resolveCommit(repository.gitDirectory, `refs/heads/${branch}`)
  if (sha === null) throw new Error(`${repository.owner.login}/${repository.name} has no branch ${branch}`)
  return sha
}
