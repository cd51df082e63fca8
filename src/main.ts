import { join } from "node:path"
import { pino } from "pino"
import type { Logger } from "pino"
import { PinoPretty as pretty } from "pino-pretty"
import { createApp } from "./app.ts"
import { readEngineVersion } from "./analysis-process/engine-version.ts"
import { openFactStore } from "./analysis-process/fact-store.ts"
import { createAnalysts } from "./analysis-process/open-analyst.ts"
import { readGitVersion } from "./checkout/read-git-version.ts"
import { createOpenCheckout } from "./checkout/open-checkout.ts"
import type { Config, Settings } from "./config.ts"
import { createCircuitBreaker } from "./expert/circuit.ts"
import { createDeterministicExpert } from "./expert/deterministic-expert.ts"
import { rememberConsultations } from "./expert/remember-consultations.ts"
import { createExpertProcess, expertLimits } from "./expert-process/create-expert-process.ts"
import { createGitHubClients } from "./github/clients.ts"
import { checkMergeGroup } from "./jobs/check-merge-group.ts"
import { finishReview } from "./jobs/finish-review.ts"
import { pressButton } from "./jobs/press-button.ts"
import type { PressOutcome } from "./jobs/press-button.ts"
import { reviewHead } from "./jobs/review-head.ts"
import { reviewPullRequest } from "./jobs/review-pull-request.ts"
import type { ReviewOutcome } from "./jobs/review-pull-request.ts"
import { runCommand } from "./jobs/run-command.ts"
import { stopReview } from "./jobs/stop-review.ts"
import { weighLabel } from "./jobs/weigh-label.ts"
import type { Job } from "./model/job.ts"
import type { Consult, Inquire } from "./model/ports.ts"
import type { RuleText } from "./report/answers/facts.ts"
import { createSweepDoor } from "./publish/sweep-door.ts"
import { createGitHubDoor } from "./publish/github-door.ts"
import { openQueue } from "./queue/queue.ts"
import type { JobContext } from "./queue/run-job.ts"
import { startWorker } from "./queue/worker.ts"
import type { Worker } from "./queue/worker.ts"
import { createServer } from "./server/create-server.ts"
import { createLedger } from "./store/create-ledger.ts"
import { openStore } from "./store/open-store.ts"
import { startSweeping } from "./sweep.ts"

export interface RunningApp {
  /** Where it listens, without a trailing slash. */
  readonly url: string
  /** Accepts nothing new, lets running reviews finish for `graceMs`, gives the rest back to the queue. */
  stop(options: { readonly graceMs: number }): Promise<void>
}

/**
 * Plugs every edge together and starts server and worker.
 * @throws UserError for what the operator can mend: git too old, database unreachable, data directory in use, port taken.
 */
export async function startApp(config: Config, logger: Logger): Promise<RunningApp> {
  const gitVersion = await readGitVersion()
  await using opening = new AsyncDisposableStack()
  const onLog = ({ level, message, error }: { level: "warn" | "error"; message: string; error?: unknown }) =>
    logger[level]({ err: error }, message)
  const store = opening.use(
    await openStore({ databaseUrl: config.storage.databaseUrl ?? undefined, dataDirectory: databaseDirectory(config), onLog }),
  )
  const queue = opening.use(await openQueue(store, { onLog }))

  const clients = createGitHubClients({ ...config.github, userAgent: "nodejs-backend-expert" })
  const github = createGitHubDoor(clients)
  const ledger = createLedger(store, () => new Date())
  const analysts = opening.use(
    createAnalysts({
      ...config.analysis,
      keepMs: 10 * 60_000,
      store: openFactStore({ directory: join(config.storage.dataDir, "facts"), version: readEngineVersion() }),
      onTrouble: (message) => logger.warn({ reason: message }, "an attempt at an analysis was given up"),
    }),
  )
  const edges = {
    github,
    ledger,
    openCheckout: createOpenCheckout(),
    openAnalyst: analysts.open,
    ...openExpert(config, opening, (reason) => logger.warn({ reason }, "a consultation of the model was given up")),
    model: config.model === null ? null : { name: config.model.model, caps: config.spending },
    clock: () => performance.now(),
    now: () => new Date(),
  }
  const run = async (job: Job, context: JobContext) => {
    switch (job.kind) {
      case "review-pull-request":
        return logReview(logger, job, await reviewPullRequest(job, context, { ...edges, enqueue: queue.enqueue }))
      case "finish-review":
        return finishReview(job, context.id, { github, enqueue: queue.enqueue })
      case "stop-review":
        return stopReview(job, { github, ledger })
      case "review-head":
        return reviewHead(job, context.id, { github, enqueue: queue.enqueue })
      case "run-command":
        return runCommand(job, context, { ...edges, enqueue: queue.enqueue, readRule })
      case "press-button":
        return logPress(logger, job, await pressButton(job, context, { ...edges, enqueue: queue.enqueue }))
      case "weigh-label":
        return weighLabel(job, context.id, { github, enqueue: queue.enqueue })
      case "check-merge-group":
        return checkMergeGroup(job, github)
      case "forget":
        return ledger.forget(job.installationId, job.repositoryIds)
    }
  }

  let worker: Worker | null = null
  const isWorking = () => (worker === null ? Promise.reject(new Error("The worker is not running")) : Promise.resolve())
  const server = await createServer({
    config,
    app: createApp({ enqueue: queue.enqueue, log: logger }),
    readiness: { database: () => store.ping(), worker: isWorking },
    logger,
  })
  const { url } = await server.listen()
  const started = startWorker({
    queue,
    run,
    concurrency: config.worker.concurrency,
    onError: (error) => logger.warn({ err: error }, "the worker met an error and goes on"),
    onBuried: (job, error) => logger.error({ err: error, ...identify(job) }, "a job failed for good and is kept for inspection"),
    onSettled: ({ id, kind, attempt, settlement, error, durationMs }) =>
      logger.info({ job: id, kind, attempt, settlement, durationMs: Math.round(durationMs), err: error ?? undefined }, "job settled"),
  })
  worker = started
  const sweeping = startSweeping({ github: createSweepDoor(clients), enqueue: queue.enqueue, ledger, now: () => new Date() }, logger)
  logger.info({ url, store: store.kind, git: gitVersion, pid: process.pid }, "ready for events")

  const running = opening.move()
  return {
    url,
    async stop({ graceMs }) {
      const deadline = performance.now() + graceMs
      await Promise.all([server.close({ graceMs }), sweeping.stop()])
      worker = null
      await started.stop({ drainMs: Math.max(0, deadline - performance.now()) })
      await running.disposeAsync()
      logger.info("stopped")
    },
  }
}

interface Expert {
  readonly consult: Consult
  /** `null` where there is no model. */
  readonly inquire: Inquire | null
}

function openExpert({ model: settings }: Config, opening: AsyncDisposableStack, onTrouble: (reason: string) => void): Expert {
  if (settings === null) return { consult: createDeterministicExpert(), inquire: null }
  const circuits = createCircuitBreaker({ now: () => Date.now() })
  const { consult, inquire } = opening.use(createExpertProcess({ ...settings, ...expertLimits, circuits, onTrouble }))
  return { consult: rememberConsultations(consult), inquire }
}

/** The log of the process, on stdout. */
export function createLogger({ log }: Pick<Settings, "log">): Logger {
  const base = { level: log.level, base: null, timestamp: () => `,"time":"${new Date().toISOString()}"` }
  return log.format === "pretty" ? pino(base, pretty({ translateTime: "HH:MM:ss", singleLine: true })) : pino(base)
}

function databaseDirectory({ storage }: Config): string | undefined {
  return storage.databaseUrl === null ? `${storage.dataDir}/database` : undefined
}

// Never the payload: a command carries what somebody wrote.
function identify(job: Job | null): object {
  if (job === null) return {}
  if (job.kind === "forget") return { kind: job.kind, installation: job.installationId }
  const about = { kind: job.kind, repository: `${job.owner}/${job.name}` }
  return job.kind === "review-head" ? { ...about, sha: job.headSha } : { ...about, pullRequest: job.number }
}

function logReview(logger: Logger, { owner, name, number }: Extract<Job, { kind: "review-pull-request" }>, outcome: ReviewOutcome): void {
  const about = { repository: `${owner}/${name}`, pullRequest: number }
  if (outcome.kind === "skipped") return logger.info({ ...about, reason: outcome.reason }, "nothing to review")
  const { headSha, review, timings } = outcome
  const rounded = Object.fromEntries(Object.entries(timings).map(([stage, ms]) => [stage, Math.round(ms)]))
  const counts = { findings: review.findings.length, inline: review.review?.comments.length ?? 0 }
  logger.info({ ...about, sha: headSha, conclusion: review.check.conclusion, ...counts, ...rounded }, "reviewed")
}

function logPress(
  logger: Logger,
  { owner, name, number, action, sender }: Extract<Job, { kind: "press-button" }>,
  outcome: PressOutcome,
): void {
  logger.info({ repository: `${owner}/${name}`, pullRequest: number, action, sender: sender.id, outcome }, "button pressed")
}

// All rules together are large and few questions are about one, so they are loaded when the first is.
async function readRule(id: string): Promise<RuleText | null> {
  const { rules } = await import("./analysis/rules/index.ts")
  return rules.find((rule) => rule.id === id) ?? null
}
