import { randomUUID } from "node:crypto"
import type { CommandJob, FinishJob, ForgetJob, Job, ReviewJob, StopJob } from "../../src/model/job.ts"
import type { Queue } from "../../src/queue/queue.ts"
import type { JobContext, RunJob } from "../../src/queue/run-job.ts"
import { startWorker } from "../../src/queue/worker.ts"
import type { SettledAttempt, Worker, WorkerOptions } from "../../src/queue/worker.ts"

let lastNumber = 0

/** A pull request no other test has. */
export function aPullRequest() {
  lastNumber += 1
  return { installationId: 7, repositoryId: 4_000_000_000, owner: "acme", name: "shop", number: lastNumber }
}

export function aReview(ref = aPullRequest(), flags: Partial<Pick<ReviewJob, "again" | "asked" | "full">> = {}): ReviewJob {
  return { kind: "review-pull-request", ...ref, again: false, asked: false, ...flags }
}

export function aStop(ref = aPullRequest()): StopJob {
  return { kind: "stop-review", ...ref, reason: "closed" }
}

export function aFinish(ref = aPullRequest()): FinishJob {
  return { kind: "finish-review", ...ref, headSha: "a".repeat(40), asked: false }
}

export function aCommand(ref = aPullRequest(), body = "/expert help"): CommandJob {
  return { kind: "run-command", ...ref, commentKind: "conversation", commentId: 5_000_000_000, body, sender: { id: 3, login: "ada" } }
}

export function aForgetting(installationId: number, repositoryIds: readonly number[] | null = null): ForgetJob {
  return { kind: "forget", installationId, repositoryIds: repositoryIds === null ? null : [...repositoryIds] }
}

export const aDelivery = (): string => randomUUID()

interface Run {
  readonly job: Job
  readonly context: JobContext
}

export interface ObservedWorker extends AsyncDisposable {
  readonly runs: Run[]
  readonly settled: SettledAttempt[]
  readonly buried: { job: Job | null; error: unknown }[]
  readonly errors: unknown[]
  readonly worker: Worker
}

/** A worker that writes down what happens to it; stopped at the end of the test. */
export function observe(queue: Queue, run: RunJob, options: Partial<WorkerOptions> = {}): ObservedWorker {
  const runs: Run[] = []
  const settled: SettledAttempt[] = []
  const buried: { job: Job | null; error: unknown }[] = []
  const errors: unknown[] = []
  const worker = startWorker({
    queue,
    run: (job, context) => {
      runs.push({ job, context })
      return run(job, context)
    },
    concurrency: 2,
    pollEveryMs: 200,
    beatEveryMs: 500,
    abandonAfterMs: 2_000,
    onSettled: (attempt) => settled.push(attempt),
    onBuried: (job, error) => buried.push({ job, error }),
    onError: (error) => errors.push(error),
    ...options,
  })
  return { runs, settled, buried, errors, worker, [Symbol.asyncDispose]: () => worker.stop({ drainMs: 5_000 }) }
}

// Just below the limit of a test, which is there for hangs: on a busy machine processes start slowly, and who waits can say for what.
const PATIENCE_MS = 55_000

/** Waits for something that happens by itself; a failure names what was waited for. */
export async function until(what: string, happened: () => boolean | Promise<boolean>, timeoutMs = PATIENCE_MS): Promise<void> {
  const giveUpAt = performance.now() + timeoutMs
  while (!(await happened())) {
    if (performance.now() > giveUpAt) throw new Error(`waited in vain for: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** A door that a run waits at until the test opens it. */
export function aGate() {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { wait: () => promise, open: () => resolve() }
}

/** Resolves when the signal is aborted, like a run that obeys. */
export function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const end = () => reject(new Error("some library says it was aborted"))
    if (signal.aborted) end()
    signal.addEventListener("abort", end, { once: true })
  })
}
