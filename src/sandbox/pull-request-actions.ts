import { rerequestRun, rerequestSuite } from "./checks.ts"
import { addIssueComment, editIssueComment } from "./conversation.ts"
import { announceCheckRun } from "./events.ts"
import { requestMergeGroup } from "./merge-queue.ts"
import { replyInThread } from "./reviews.ts"
import * as pullRequests from "./sandbox-pull-request.ts"
import type { SandboxRepository } from "./sandbox-repository.ts"
import { createFork } from "./sandbox-repository.ts"
import type { Stage } from "./stage.ts"
import { findOrCreateUser } from "./stage.ts"
import type { CheckRun, CheckSuite, Issue, IssueComment, PullRequest, Repository, ReviewComment, User } from "./records.ts"
import { fullName } from "./world.ts"

export interface SandboxPullRequest {
  readonly repository: SandboxRepository
  readonly number: number
  /** The conversation page. */
  readonly url: string
  readonly headSha: string
  readonly baseSha: string
  /** The live record; change it only through the sandbox's functions. */
  readonly record: PullRequest
}

interface OpenPullRequestOptions {
  readonly repository: SandboxRepository
  readonly title: string
  readonly body?: string | null
  /** Names of branches. */
  readonly base: string
  readonly head: string
  /** Login; an unknown one is created. */
  readonly author: string
  readonly draft?: boolean
  readonly labels?: readonly string[]
  /** `true` moves the head branch into a new fork of the author's; or a fork that is there already. */
  readonly fork?: boolean | SandboxRepository
}

/** What people do on pull requests, each with the events that GitHub sends for it. */
export interface PullRequestActions {
  openPullRequest(options: OpenPullRequestOptions): Promise<SandboxPullRequest>
  /** Moves the head to a revision of the repository; forced where history says so. */
  push(options: { readonly pullRequest: SandboxPullRequest; readonly sha: string; readonly sender?: string }): Promise<void>
  setDraft(pullRequest: SandboxPullRequest, draft: boolean): Promise<void>
  close(pullRequest: SandboxPullRequest, options?: { readonly merged?: boolean }): Promise<void>
  reopen(pullRequest: SandboxPullRequest): Promise<void>
  editBase(pullRequest: SandboxPullRequest, base: string): Promise<void>
  edit(pullRequest: SandboxPullRequest, edit: { readonly title?: string; readonly body?: string }): Promise<void>
  label(pullRequest: SandboxPullRequest, label: string): Promise<void>
  unlabel(pullRequest: SandboxPullRequest, label: string): Promise<void>
  /** Puts the pull request into a merge queue; returns the commit that the queue wants checks on. */
  requestMergeGroup(pullRequest: SandboxPullRequest): Promise<string>
  openIssue(options: { readonly repository: SandboxRepository; readonly title: string; readonly author: string }): Issue
  comment(options: { readonly pullRequest: SandboxPullRequest; readonly author: string; readonly body: string }): IssueComment
  commentOnIssue(options: {
    readonly repository: SandboxRepository
    readonly issue: Issue
    readonly author: string
    readonly body: string
  }): IssueComment
  editComment(options: { readonly comment: IssueComment; readonly body: string; readonly sender: string }): void
  replyInThread(options: { readonly comment: ReviewComment; readonly author: string; readonly body: string }): ReviewComment
  rerequestCheckRun(run: CheckRun, sender?: string): void
  requestAction(run: CheckRun, identifier: string, sender?: string): void
  rerequestSuite(suite: CheckSuite, sender?: string): Promise<void>
}

/** Takes the stage; returns the actions. */
export function pullRequestActions(stage: Stage): PullRequestActions {
  const { world, news, url } = stage
  const user = (login: string): User => findOrCreateUser(world, login)
  const ownerOf = ({ repositoryId }: { repositoryId: number }, sender?: string): User =>
    sender === undefined ? world.repositoryOf({ repositoryId }).owner : user(sender)
  const touching = <Result>(result: Result): Result => {
    world.touch()
    return result
  }
  return {
    async openPullRequest({ repository, title, body = null, base, head, author, draft = false, labels = [], fork = false }) {
      const headRepository = await findHeadRepository(stage, { repository, head, author, fork })
      const record = await pullRequests.openPullRequest(news, {
        repository: repository.record,
        headRepository,
        title,
        body,
        base,
        head,
        author: user(author),
        draft,
        labels,
      })
      return {
        repository,
        number: record.number,
        url: `${url}/${fullName(repository.record)}/pull/${record.number}`,
        get headSha() {
          return record.head.sha
        },
        get baseSha() {
          return record.base.sha
        },
        record,
      }
    },
    async push({ pullRequest: { record, repository }, sha, sender }) {
      await pullRequests.pushToPullRequest(news, record, await repository.resolve(sha), sender === undefined ? record.author : user(sender))
    },
    setDraft: ({ record }, draft) => pullRequests.setDraft(news, record, draft, record.author),
    close: ({ record }, { merged = false } = {}) => pullRequests.closePullRequest(news, record, merged, record.author),
    reopen: ({ record }) => pullRequests.reopenPullRequest(news, record, record.author),
    editBase: ({ record }, base) => pullRequests.editPullRequest(news, record, { base }, record.author),
    edit: ({ record }, edit) => pullRequests.editPullRequest(news, record, edit, record.author),
    label: ({ record }, label) => pullRequests.labelPullRequest(news, record, label, record.author),
    unlabel: ({ record }, label) => pullRequests.unlabelPullRequest(news, record, label, record.author),
    requestMergeGroup: ({ record }) => requestMergeGroup(news, record),
    openIssue({ repository: { record }, title, author }) {
      const issue: Issue = {
        id: world.nextId(),
        repositoryId: record.id,
        number: record.nextNumber++,
        author: user(author),
        title,
        body: null,
        state: "open",
        createdAt: world.clock.iso(),
      }
      world.issues.set(issue.id, issue)
      return issue
    },
    comment: ({ pullRequest: { record }, author, body }) =>
      touching(addIssueComment(news, { repositoryId: record.repositoryId, number: record.number, author: user(author), body })),
    commentOnIssue: ({ repository, issue, author, body }) =>
      touching(addIssueComment(news, { repositoryId: repository.id, number: issue.number, author: user(author), body })),
    editComment: ({ comment, body, sender }) => touching(editIssueComment(news, comment, body, user(sender))),
    replyInThread: ({ comment, author, body }) => touching(replyInThread(news, { comment, author: user(author), body })),
    rerequestCheckRun: (run, sender) => touching(rerequestRun(news, run, ownerOf(run, sender))),
    requestAction: (run, identifier, sender) =>
      announceCheckRun(news, { run, action: "requested_action", sender: ownerOf(run, sender), identifier }),
    rerequestSuite: (suite, sender) => rerequestSuite(news, suite, ownerOf(suite, sender)),
  }
}

async function findHeadRepository(
  stage: Stage,
  { repository, head, author, fork }: Required<Pick<OpenPullRequestOptions, "repository" | "head" | "author" | "fork">>,
): Promise<Repository> {
  if (fork === false) return repository.record
  if (fork !== true) return fork.record
  const record = await createFork(stage.world, stage.root, repository.record, findOrCreateUser(stage.world, author))
  await repository.deleteBranch(head)
  return record
}
