import { randomBytes } from "node:crypto"
import { mkdir, mkdtemp, rm } from "node:fs/promises"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { rerequestRun, rerequestSuite } from "./checks.ts"
import { createClock } from "./clock.ts"
import type { Violation } from "./contract.ts"
import { Contract } from "./contract.ts"
import { addIssueComment, editIssueComment } from "./conversation.ts"
import type { Newsroom } from "./events.ts"
import { announceCheckRun, announceInstallation, announceInstallationRepositories, announceRepository } from "./events.ts"
import type { Faults } from "./faults.ts"
import { FaultPlan } from "./faults.ts"
import type { RequestRecord } from "./journal.ts"
import { Journal } from "./journal.ts"
import { operations } from "./operations/index.ts"
import { createPages } from "./pages.ts"
import { RateLimits } from "./rate-limits.ts"
import type { PullRequestReading } from "./reading.ts"
import { readPullRequest } from "./reading.ts"
import { replyInThread } from "./reviews.ts"
import { createRouter } from "./router.ts"
import * as pullRequests from "./sandbox-pull-request.ts"
import type { RepositoryOptions, SandboxRepository } from "./sandbox-repository.ts"
import { createFork, createRepository, handleRepository } from "./sandbox-repository.ts"
import { createSandboxServer } from "./server.ts"
import { createTokens, generateAppKeys } from "./tokens.ts"
import type { DeliveryRecord } from "./webhooks.ts"
import { Webhooks } from "./webhooks.ts"
import type {
  CheckRun,
  CheckSuite,
  Installation,
  Issue,
  IssueComment,
  Permissions,
  PullRequest,
  Repository,
  ReviewComment,
  User,
} from "./world.ts"
import { World, fullName } from "./world.ts"

export interface SandboxOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number
  readonly host?: string
  /** Where the repositories live. Default: a temporary folder, removed with the sandbox. */
  readonly directory?: string
  /** Gets one line for each request and delivery, without secrets. */
  readonly onLog?: (line: string) => void
  /** Check every request and reply against GitHub's description; default `true`. */
  readonly validate?: boolean
  readonly appSlug?: string
  readonly appName?: string
  /** What the App asks for and every installation grants; default as in the App's manifest. */
  readonly permissions?: Permissions
  readonly events?: readonly string[]
}

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

export interface OpenPullRequestOptions {
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

/** A small GitHub in one process. Disposing it stops the server and removes its temporary folder. */
export interface Sandbox extends AsyncDisposable {
  /** Root of the web pages, without a final slash. */
  readonly url: string
  /** Base URL for octokit. */
  readonly apiUrl: string
  readonly app: {
    readonly id: number
    readonly slug: string
    readonly name: string
    readonly privateKey: string
    readonly webhookSecret: string
  }
  /** Every record there is; for reading. */
  readonly world: World
  readonly faults: Faults
  setWebhookUrl(url: string | null): void
  /** Moves the clock forward, for tokens and limits. */
  advanceClock(milliseconds: number): void

  createUser(login: string, options?: { readonly type?: User["type"]; readonly name?: string }): User
  createRepository(options: RepositoryOptions): Promise<SandboxRepository>
  forkRepository(repository: SandboxRepository, owner: string): Promise<SandboxRepository>
  renameRepository(repository: SandboxRepository, name: string): void
  /** Its pull requests elsewhere live on with a head repository of `null`. */
  deleteRepository(repository: SandboxRepository): void
  installationOf(repository: SandboxRepository): Installation
  setSuspended(installation: Installation, suspended: boolean): void
  uninstall(installation: Installation): void
  removeFromInstallation(installation: Installation, repository: SandboxRepository): void

  openPullRequest(options: OpenPullRequestOptions): Promise<SandboxPullRequest>
  /** Moves the head to a revision of the repository; forced where history says so. */
  push(options: { readonly pullRequest: SandboxPullRequest; readonly sha: string; readonly sender?: string }): Promise<void>
  setDraft(pullRequest: SandboxPullRequest, draft: boolean): Promise<void>
  close(pullRequest: SandboxPullRequest, options?: { readonly merged?: boolean }): Promise<void>
  reopen(pullRequest: SandboxPullRequest): Promise<void>
  editBase(pullRequest: SandboxPullRequest, base: string): Promise<void>
  edit(pullRequest: SandboxPullRequest, edit: { readonly title?: string; readonly body?: string }): Promise<void>
  label(pullRequest: SandboxPullRequest, label: string): Promise<void>
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

  /** What is on the pull request now, as plain data. */
  read(pullRequest: SandboxPullRequest): PullRequestReading
  /** Every attempt, oldest first. */
  deliveries(): readonly DeliveryRecord[]
  redeliver(guid: string): Promise<void>
  /** Settles once no delivery is under way. */
  settled(): Promise<void>
  /** Every request to the API and to git, oldest first. */
  requests(): readonly RequestRecord[]
  /** Those that can have changed something. */
  writes(): readonly RequestRecord[]
  violations(): readonly Violation[]
}

/** As in the App's manifest: nothing more than a review needs. */
const defaultPermissions: Permissions = { checks: "write", contents: "read", issues: "read", metadata: "read", pull_requests: "write" }
const defaultEvents = ["pull_request", "issue_comment", "pull_request_review_comment", "pull_request_review_thread", "repository"]

/** Starts a sandbox; returns it when it answers. Throws when the port is taken. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { host = "127.0.0.1", port = 0, onLog = () => {}, validate = true } = options
  const root = options.directory ?? (await mkdtemp(join(tmpdir(), "sandbox-")))
  await mkdir(root, { recursive: true })
  const world = createWorld(options)
  const webhooks = new Webhooks(world, onLog)
  const faults = new FaultPlan()
  const journal = new Journal()
  const contract = new Contract()
  const links = { api: "", web: "" }
  const news: Newsroom = { scene: { world, links }, webhooks }
  const services = {
    world,
    tokens: createTokens(world.clock, () => world.app.id),
    news,
    limits: new RateLimits(world.clock),
    journal,
    findRoute: createRouter(operations, contract.operations),
    contract: validate ? contract : null,
  }
  const server = createSandboxServer({ services, faults, pages: createPages(world), log: onLog })
  await new Promise<void>((settle, reject) => server.once("error", reject).listen(port, host, settle))
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`
  Object.assign(links, { api: `${url}/api/v3`, web: url })

  const { id, slug, name, privateKey, webhookSecret } = world.app
  return {
    url,
    apiUrl: links.api,
    app: { id, slug, name, privateKey, webhookSecret },
    world,
    faults,
    setWebhookUrl: (address) => webhooks.setUrl(address),
    advanceClock: (milliseconds) => world.clock.advance(milliseconds),
    ...repositoryActions({ world, news, root, url }),
    ...pullRequestActions({ world, news, root, url }),
    read: (pullRequest) => readPullRequest(world, pullRequest.record),
    deliveries: () => webhooks.records,
    redeliver: (guid) => webhooks.redeliver(guid),
    settled: () => webhooks.settled(),
    requests: () => journal.requests,
    writes: () => journal.writes,
    violations: () => journal.violations,
    async [Symbol.asyncDispose]() {
      await webhooks.close()
      const closed = new Promise((settle) => server.close(settle))
      server.closeAllConnections()
      await closed
      // A git that was cut off may still be letting go of its files.
      if (options.directory === undefined) await rm(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
    },
  }
}

function createWorld({
  appSlug = "backend-expert",
  appName = "Backend Expert",
  permissions = defaultPermissions,
  events = defaultEvents,
}: SandboxOptions): World {
  return new World({
    clock: createClock(),
    createApp: (world) => ({
      id: world.nextId(),
      slug: appSlug,
      name: appName,
      owner: world.addUser({ login: "app-owner", type: "User", name: null, token: "" }),
      bot: world.addUser({ login: `${appSlug}[bot]`, type: "Bot", name: null, token: "" }),
      ...generateAppKeys(),
      webhookSecret: randomBytes(20).toString("hex"),
      permissions,
      events,
      createdAt: world.clock.iso(),
    }),
  })
}

interface Stage {
  readonly world: World
  readonly news: Newsroom
  readonly root: string
  readonly url: string
}

type RepositoryActions = Pick<
  Sandbox,
  | "createUser"
  | "createRepository"
  | "forkRepository"
  | "renameRepository"
  | "deleteRepository"
  | "installationOf"
  | "setSuspended"
  | "uninstall"
  | "removeFromInstallation"
>

function repositoryActions(stage: Stage): RepositoryActions {
  const { world, news, root } = stage
  return {
    createUser: (login, { type = "User", name } = {}) => findOrCreateUser(world, login, type, name),
    async createRepository(options) {
      const owner = findOrCreateUser(world, options.owner, "Organization")
      const repository = await createRepository(world, root, owner, options)
      for (const [login, role] of Object.entries(options.roles ?? {})) repository.roles.set(findOrCreateUser(world, login).id, role)
      if (options.installed ?? true) install(news, repository)
      return handle(stage, repository, options.from ?? null)
    },
    async forkRepository(repository, owner) {
      return handle(stage, await createFork(world, root, repository.record, findOrCreateUser(world, owner)), null)
    },
    renameRepository({ record }, name) {
      const from = record.name
      record.formerNames.add(fullName(record).toLowerCase())
      record.name = name
      world.touch()
      announceRepository(news, record, "renamed", { changes: { repository: { name: { from } } } })
    },
    deleteRepository({ record }) {
      announceRepository(news, record, "deleted")
      world.repositories.delete(record.id)
      for (const pullRequest of world.pullRequests.values()) {
        if (pullRequest.repositoryId === record.id) world.pullRequests.delete(pullRequest.id)
        else if (pullRequest.head.repositoryId === record.id) pullRequest.head.repositoryId = null
      }
      world.touch()
    },
    installationOf({ record }) {
      const installation = world.findInstallation(record)
      if (installation === undefined) throw new Error(`the App is not installed on ${fullName(record)}`)
      return installation
    },
    setSuspended(installation, suspended) {
      installation.suspendedAt = suspended ? world.clock.iso() : null
      announceInstallation(news, installation, suspended ? "suspend" : "unsuspend")
    },
    uninstall(installation) {
      announceInstallation(news, installation, "deleted")
      world.installations.delete(installation.id)
    },
    removeFromInstallation(installation, { record }) {
      const kept = [...world.repositories.values()].filter(
        (repository) => repository.owner.id === installation.account.id && repository.id !== record.id,
      )
      installation.repositoryIds = new Set(
        kept.map((repository) => repository.id).filter((id) => installation.repositoryIds?.has(id) ?? true),
      )
      announceInstallationRepositories(news, installation, "removed", [record])
    },
  }
}

type PullRequestActions = Pick<
  Sandbox,
  | "openPullRequest"
  | "push"
  | "setDraft"
  | "close"
  | "reopen"
  | "editBase"
  | "edit"
  | "label"
  | "openIssue"
  | "comment"
  | "commentOnIssue"
  | "editComment"
  | "replyInThread"
  | "rerequestCheckRun"
  | "requestAction"
  | "rerequestSuite"
>

function pullRequestActions(stage: Stage): PullRequestActions {
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

function handle({ world, url }: Stage, repository: Repository, borrowedFrom: string | null): SandboxRepository {
  return handleRepository(world, repository, { cloneUrl: `${url}/${fullName(repository)}.git`, borrowedFrom })
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

function findOrCreateUser(world: World, login: string, type: User["type"] = "User", name: string | null = null): User {
  return (
    world.findUser(login) ?? world.addUser({ login, type, name, token: type === "User" ? `ghp_${randomBytes(18).toString("hex")}` : "" })
  )
}

function install(news: Newsroom, repository: Repository): void {
  const { world } = news.scene
  const known = world.installations.values().find((installation) => installation.account.id === repository.owner.id)
  if (known !== undefined) {
    known.repositoryIds?.add(repository.id)
    return
  }
  const installation: Installation = {
    id: world.nextId(),
    account: repository.owner,
    permissions: world.app.permissions,
    repositoryIds: null,
    suspendedAt: null,
    createdAt: world.clock.iso(),
  }
  world.installations.set(installation.id, installation)
  announceInstallation(news, installation, "created")
}
