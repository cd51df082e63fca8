import { randomBytes } from "node:crypto"
import { mkdir, mkdtemp, rm } from "node:fs/promises"
import type { Server } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createClock } from "./clock.ts"
import type { Violation } from "./contract.ts"
import { Contract } from "./contract.ts"
import type { Newsroom } from "./events.ts"
import type { Faults } from "./faults.ts"
import { FaultPlan } from "./faults.ts"
import type { RequestRecord } from "./journal.ts"
import { Journal } from "./journal.ts"
import { operations } from "./operations/index.ts"
import { createPages } from "./pages.ts"
import type { PullRequestActions, SandboxPullRequest } from "./pull-request-actions.ts"
import { pullRequestActions } from "./pull-request-actions.ts"
import { RateLimits } from "./rate-limits.ts"
import type { PullRequestReading } from "./reading.ts"
import { readPullRequest } from "./reading.ts"
import type { RepositoryActions } from "./repository-actions.ts"
import { repositoryActions } from "./repository-actions.ts"
import { createRouter } from "./router.ts"
import { createSandboxServer } from "./server.ts"
import { createTokens, generateAppKeys } from "./tokens.ts"
import type { DeliveryRecord } from "./webhooks.ts"
import { Webhooks } from "./webhooks.ts"
import type { Permissions } from "./records.ts"
import { World } from "./world.ts"

export type { SandboxPullRequest } from "./pull-request-actions.ts"

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

/** A small GitHub in one process. Disposing it stops the server and removes its temporary folder. */
export interface Sandbox extends AsyncDisposable, RepositoryActions, PullRequestActions {
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
/** As in the App's manifest. */
export const defaultEvents = ["pull_request", "issue_comment", "pull_request_review_comment", "pull_request_review_thread", "repository"]

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
  const removeFolder = async (): Promise<void> => {
    // A git that was cut off may still be letting go of its files.
    if (options.directory === undefined) await rm(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
  }
  const url = await listen(server, host, port).catch(async (error: unknown) => {
    await removeFolder()
    throw error
  })
  Object.assign(links, { api: `${url}/api/v3`, web: url })

  const stage = { world, news, root, url }
  const { id, slug, name, privateKey, webhookSecret } = world.app
  return {
    url,
    apiUrl: links.api,
    app: { id, slug, name, privateKey, webhookSecret },
    world,
    faults,
    setWebhookUrl: (address) => webhooks.setUrl(address),
    advanceClock: (milliseconds) => world.clock.advance(milliseconds),
    ...repositoryActions(stage),
    ...pullRequestActions(stage),
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
      await removeFolder()
    },
  }
}

/** Returns the root address once the server answers. */
async function listen(server: Server, host: string, port: number): Promise<string> {
  await new Promise<void>((settle, reject) => server.once("error", reject).listen(port, host, settle))
  return `http://${host.includes(":") ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`
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
