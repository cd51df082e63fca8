import { setTimeout } from "node:timers/promises"
import { awaitReview, openScene } from "../../src/cli/scene.ts"
import type { Scene, SceneOptions } from "../../src/cli/scene.ts"
import type { RequestRecord } from "../../src/sandbox/journal.ts"
import type { PullRequestReading } from "../../src/sandbox/reading.ts"
import type { SandboxRepository } from "../../src/sandbox/sandbox-repository.ts"
import type { Sandbox, SandboxPullRequest } from "../../src/sandbox/sandbox.ts"

export type Files = Readonly<Record<string, string | Buffer | null>>

/** The App on a GitHub of its own, for tests that read like what happened. */
export interface Story extends AsyncDisposable {
  readonly sandbox: Sandbox
  /** Lines of the App's log, parsed. */
  readonly log: readonly Readonly<Record<string, unknown>>[]
  /** A pull request of a small Express service that adds these files; each in a repository of its own. */
  open(files: Files, options?: OpenOptions): Promise<SandboxPullRequest>
  push(pullRequest: SandboxPullRequest, files: Files): Promise<string>
  /** Commits to the base branch, without an event for the pull request. */
  commitToBase(pullRequest: SandboxPullRequest, files: Files): Promise<string>
  /** Force-pushes the files as one commit on top of a revision, by default the tip of the base branch. */
  rebase(pullRequest: SandboxPullRequest, files: Files, onto?: string): Promise<string>
  /** Another App with the same identity and an empty database takes over, as after the loss of a disk. */
  loseDatabase(): Promise<void>
  /** Waits until the check of the current head is concluded, and no job is left running. */
  reviewed(pullRequest: SandboxPullRequest): Promise<PullRequestReading>
  /** Resolves when the condition holds; fails when the patience ends. */
  until(what: string, condition: () => boolean): Promise<void>
}

interface OpenOptions {
  readonly base?: Files
  readonly draft?: boolean
  /** Where the branch comes from instead of the repository itself. */
  readonly fork?: (repository: SandboxRepository) => Promise<SandboxRepository>
  readonly title?: string
  /** Whose repository it is; each owner has an installation of the App. */
  readonly owner?: string
  /** Before the pull request is opened. */
  readonly prepare?: (repository: SandboxRepository) => void
  readonly author?: string
  readonly labels?: readonly string[]
}

interface StoryOptions extends Pick<SceneOptions, "events" | "model"> {
  /** How long something is waited for that takes a machine without other work seconds; half a minute, twice that for a review, when not given. */
  readonly patienceMs?: number
}

export async function openStory({ patienceMs, ...options }: StoryOptions = {}): Promise<Story> {
  const log: Record<string, unknown>[] = []
  const scene: Scene = await openScene({ ...options, port: 0, onLog: (line) => void log.push(JSON.parse(line) as Record<string, unknown>) })
  const { sandbox } = scene
  const repositories = new Map<SandboxPullRequest, SandboxRepository>()
  let count = 0
  const repositoryOf = (pullRequest: SandboxPullRequest) => {
    const repository = repositories.get(pullRequest)
    if (repository === undefined) throw new Error("This pull request is not of this story.")
    return repository
  }
  return {
    sandbox,
    log,
    async open(
      files,
      { base = {}, draft = false, fork: createFork, title = "A change", owner = "acme", prepare, author = "mara", labels = [] } = {},
    ) {
      const repository = await sandbox.createRepository({
        owner,
        name: `shop-${++count}`,
        files: withoutDeletions({ ...shop, ...base }),
        roles: { mara: "write", reader: "read", tria: "triage" },
      })
      prepare?.(repository)
      await repository.commit({ branch: "change", files: { ...files }, message: "Change" })
      const fork = await createFork?.(repository)
      const pullRequest = await sandbox.openPullRequest({
        repository,
        title,
        base: "main",
        head: "change",
        author,
        draft,
        labels,
        fork: fork ?? false,
      })
      repositories.set(pullRequest, repository)
      return pullRequest
    },
    async push(pullRequest, files) {
      const sha = await repositoryOf(pullRequest).commit({ branch: "change", files: { ...files }, message: "Another change" })
      await sandbox.push({ pullRequest, sha, sender: "mara" })
      return sha
    },
    commitToBase: (pullRequest, files) => repositoryOf(pullRequest).commit({ branch: "main", files: { ...files }, message: "On main" }),
    async rebase(pullRequest, files, onto = "main") {
      const repository = repositoryOf(pullRequest)
      const sha = await repository.commit({ branch: null, parent: onto, files: { ...files }, message: "Rebased" })
      await repository.setBranch("change", sha)
      await sandbox.push({ pullRequest, sha, sender: "mara" })
      return sha
    },
    loseDatabase: () => scene.loseDatabase(),
    async reviewed(pullRequest) {
      const reading = await awaitReview(sandbox, pullRequest, AbortSignal.timeout(patienceMs ?? 55_000))
      if (reading === null) throw new Error("The review did not end.")
      await sandbox.settled()
      return sandbox.read(pullRequest)
    },
    async until(what, condition) {
      for (const end = performance.now() + (patienceMs ?? 30_000); performance.now() < end; await setTimeout(20)) if (condition()) return
      throw new Error(`This did not happen in time: ${what}`)
    },
    [Symbol.asyncDispose]: () => scene[Symbol.asyncDispose](),
  }
}

function withoutDeletions(files: Files): Record<string, string | Buffer> {
  return Object.fromEntries(Object.entries(files).filter((entry): entry is [string, string | Buffer] => entry[1] !== null))
}

/**
 * Every write to one pull request's repository since `from`, as a person would tell it: the check with its title and buttons, and the first line of
 * each text. Ids and commits are left out, so that it can be compared as it stands.
 */
export function tellWrites(story: Story, pullRequest: SandboxPullRequest, from = 0): string[] {
  const prefix = `/repos/${pullRequest.repository.owner}/${pullRequest.repository.name}/`
  return story.sandbox
    .writes()
    .filter(({ path }) => path.startsWith(prefix))
    .slice(from)
    .map(tellWrite)
}

function tellWrite({ operationId, status, body }: RequestRecord): string {
  const written = (body ?? {}) as {
    readonly status?: string
    readonly conclusion?: string
    readonly content?: string
    readonly body?: string
    readonly comments?: readonly unknown[]
    readonly output?: { readonly title?: string }
    readonly actions?: readonly { readonly label: string }[]
  }
  const text = written.body
    ?.replaceAll(/<!--.*?-->/gs, "")
    .trim()
    .split("\n", 1)[0]
    ?.replaceAll(/`[0-9a-f]{7,40}`/g, "`…`")
    .replaceAll(/\]\(http[^)]*\)/g, "]")
  const told = [
    written.conclusion ?? written.status,
    written.output?.title,
    written.actions === undefined ? undefined : `[${written.actions.map(({ label }) => label).join("] [")}]`,
    written.content,
    written.comments === undefined ? undefined : `with ${written.comments.length} comments`,
    text,
  ].filter((part) => part !== undefined)
  return `${operationId}${status >= 400 ? ` ${status}` : ""}: ${told.join(" · ")}`
}

/** What was written to one pull request's repository since `from`, one line a request: for reading, not for parsing. */
export function writesOf(story: Story, pullRequest: SandboxPullRequest, from = 0): string[] {
  const prefix = `/repos/${pullRequest.repository.owner}/${pullRequest.repository.name}/`
  return story.sandbox
    .writes()
    .slice(from)
    .filter(({ path }) => path.startsWith(prefix))
    .map(describeWrite)
}

function describeWrite({ operationId, status, body }: RequestRecord): string {
  const {
    status: state,
    conclusion,
    comments,
    output,
  } = (body ?? {}) as {
    readonly status?: string
    readonly conclusion?: string
    readonly comments?: readonly unknown[]
    readonly output?: { readonly title?: string }
  }
  const details = [state, conclusion, comments === undefined ? undefined : `${comments.length} comments`, output?.title].filter(
    (detail) => detail !== undefined,
  )
  return `${operationId} ${status}${details.length > 0 ? ` (${details.join(", ")})` : ""}`
}

/** A small service that is in good order, so that only what a test adds is found. */
const shop: Files = {
  "package.json":
    JSON.stringify(
      {
        name: "shop",
        private: true,
        type: "module",
        engines: { node: ">=22" },
        scripts: { test: "vitest run" },
        dependencies: { express: "5.1.0", pg: "8.16.0" },
        devDependencies: { vitest: "3.2.0" },
      },
      null,
      2,
    ) + "\n",
  "package-lock.json":
    JSON.stringify(
      {
        name: "shop",
        lockfileVersion: 3,
        requires: true,
        packages: {
          "": { name: "shop", dependencies: { express: "5.1.0", pg: "8.16.0" }, devDependencies: { vitest: "3.2.0" } },
          "node_modules/express": { version: "5.1.0" },
          "node_modules/pg": { version: "8.16.0" },
          "node_modules/vitest": { version: "3.2.0", dev: true },
        },
      },
      null,
      2,
    ) + "\n",
  "src/database.js": `import pg from "pg"\n\nexport const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL })\n`,
  "src/app.js": `import express from "express"\nimport { orders } from "./orders.js"\n\nexport const app = express()\napp.use("/orders", orders)\n`,
  "src/orders.js": `import { Router } from "express"\n\nexport const orders = Router()\n`,
  ".env.example": "DATABASE_URL=postgres://localhost/shop\n",
}

/** Orders with one SQL injection in it; `extra` goes below. */
export function ordersWithInjection(extra = ""): string {
  return `import { Router } from "express"
import { pool } from "./database.js"

export const orders = Router()

orders.get("/", async (request, response) => {
  const { customer } = request.query
  const result = await pool.query("select id, total from orders where customer = '" + customer + "' limit 50")
  response.json(result.rows)
})
${extra}`
}

/** The same without the injection. */
export const ordersRepaired = ordersWithInjection().replace(
  `"select id, total from orders where customer = '" + customer + "' limit 50"`,
  `"select id, total from orders where customer = $1 limit 50", [customer]`,
)
