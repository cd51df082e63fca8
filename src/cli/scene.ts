import { randomUUID } from "node:crypto"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { pino } from "pino"
import type { Config, ModelSettings } from "../config.ts"
import { startApp } from "../main.ts"
import type { PullRequestReading } from "../sandbox/reading.ts"
import { startSandbox } from "../sandbox/sandbox.ts"
import type { Sandbox, SandboxPullRequest } from "../sandbox/sandbox.ts"

/** A GitHub of its own with the real App installed on it, in this process. Disposing it removes everything it made. */
export interface Scene extends AsyncDisposable {
  readonly sandbox: Sandbox
  /** Replaces the App by one with the same identity and an empty database. */
  loseDatabase(): Promise<void>
}

export interface SceneOptions {
  /** Port of the web page; 0 takes any free one. */
  readonly port: number
  /** Called after every request and delivery, for those who tell what happens. */
  readonly onActivity?: () => void
  /** What the App itself logs, a JSON line at a time. */
  readonly onLog?: (line: string) => void
  /** Events the App subscribes to; those of its manifest when not given. */
  readonly events?: readonly string[]
  /** How the App asks a model; without one when not given. */
  readonly model?: ModelSettings
}

/** Starts the sandbox, then the App with its own server, database and worker, and makes them known to each other. */
export async function openScene({ port, onActivity, onLog, events, model }: SceneOptions): Promise<Scene> {
  await using opening = new AsyncDisposableStack()
  const directory = await mkdtemp(join(tmpdir(), "expert-scene-"))
  opening.defer(() => rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 }))
  const sandbox = opening.use(
    await startSandbox({
      port,
      directory: join(directory, "github"),
      ...(onActivity === undefined ? {} : { onLog: onActivity }),
      ...(events === undefined ? {} : { events }),
    }),
  )
  const start = async () => {
    const started = await startApp(composeConfig(sandbox, directory, model ?? null), createQuietLogger(onLog))
    sandbox.setWebhookUrl(`${started.url}/api/github/webhooks`)
    return started
  }
  let app = await start()
  opening.defer(() => app.stop({ graceMs: 2_000 }))
  const scene = opening.move()
  return {
    sandbox,
    async loseDatabase() {
      await app.stop({ graceMs: 2_000 })
      app = await start()
    },
    [Symbol.asyncDispose]: () => scene.disposeAsync(),
  }
}

function composeConfig({ app, apiUrl, url }: Sandbox, directory: string, model: ModelSettings | null): Config {
  return {
    github: { apiUrl, webUrl: url, appId: app.id, privateKey: app.privateKey, webhookSecret: app.webhookSecret },
    server: { host: "127.0.0.1", port: 0, publicUrl: null, shutdownGraceMs: 2_000 },
    storage: { databaseUrl: null, dataDir: join(directory, `app-${randomUUID()}`) },
    log: { level: "info", format: "json" },
    worker: { concurrency: 2 },
    analysis: { limitMs: 120_000, memoryMb: 1024 },
    model,
    spending: { reviewUsd: 4, repositoryDayUsd: 20, installationMonthUsd: 200 },
  }
}

function createQuietLogger(onLog: SceneOptions["onLog"]): pino.Logger {
  return pino({ level: onLog === undefined ? "silent" : "info", base: null }, { write: (line) => onLog?.(line) })
}

// A review of a large change on a slow machine takes a minute; a hang has to end as an answer.
const patienceMs = 180_000
const lookEveryMs = 50

/**
 * Waits until the check of the pull request's head is concluded and everything is written.
 * @returns what is on the pull request then; `null` when that did not happen within three minutes
 */
export async function awaitReview(
  sandbox: Sandbox,
  pullRequest: SandboxPullRequest,
  signal: AbortSignal,
): Promise<PullRequestReading | null> {
  for (const until = performance.now() + patienceMs; performance.now() < until;) {
    const reading = sandbox.read(pullRequest)
    const { sha } = reading.pullRequest.head
    if (reading.checkRuns.some((run) => run.headSha === sha && run.status === "completed")) return reading
    await setTimeout(lookEveryMs, undefined, { signal })
  }
  return null
}
