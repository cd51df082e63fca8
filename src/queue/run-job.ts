import { SupersededError } from "../errors.ts"
import type { Job } from "../model/job.ts"
import type { Fence } from "../model/ports.ts"
import type { ClaimedJob } from "./claim-job.ts"
import type { Outcome } from "./judge-outcome.ts"
import type { Queue } from "./queue.ts"

/** What a running job is told beside its payload. */
export interface JobContext {
  /** Of the job, the same for every attempt; what people are told when it failed. */
  readonly id: string
  /** Aborted with a SupersededError when somebody newer took over, with another error when the process has to end. */
  readonly signal: AbortSignal
  /** Passed before every write; throws SupersededError once this attempt no longer owns the pull request. */
  readonly fence: Fence
  /** 1 for the first attempt. */
  readonly attempt: number
  /** True when a failure of this attempt buries the job: the moment to tell people. */
  readonly lastAttempt: boolean
  /** Somebody wants this head reviewed again; gathers all absorbed requests, unlike the payload. */
  readonly again: boolean
  /** Somebody asked, so drafts are reviewed too; gathers all absorbed requests, unlike the payload. */
  readonly asked: boolean
  /** Somebody wants all of it, not only what is new; gathers all absorbed requests, unlike the payload. */
  readonly full: boolean
}

export type RunJob = (job: Job, context: JobContext) => Promise<void>

export interface RunningJob {
  readonly claimed: ClaimedJob
  /** Resolves once, when the run ended or was abandoned; never rejects. */
  readonly outcome: Promise<Outcome>
  /** Looks whether somebody newer took over and aborts if so; never throws. */
  recheck(): Promise<void>
  /** Asks the run to end for a reason of ours. */
  abort(reason: Error): void
  /** Stops waiting for the run. Whatever it does from now on is refused by its fence. */
  abandon(reason: Error): void
}

export interface RunOptions {
  readonly queue: Queue
  readonly claimed: ClaimedJob
  readonly job: Job
  readonly run: RunJob
  readonly lastAttempt: boolean
  readonly beatEveryMs: number
  /** How long a superseded run may take to notice before its place is given to the next. */
  readonly abandonAfterMs: number
}

/** Runs a claimed job under a heartbeat. */
export function runJob({ queue, claimed, job, run, lastAttempt, beatEveryMs, abandonAfterMs }: RunOptions): RunningJob {
  const controller = new AbortController()
  const ended = Promise.withResolvers<Outcome>()
  let abandoned: Error | null = null
  let patience: NodeJS.Timeout | undefined
  const abandon = (reason: Error) => {
    abandoned ??= reason
    controller.abort(reason)
    ended.resolve({ kind: "threw", error: reason })
  }
  const supersede = (reason: SupersededError | null) => {
    if (reason === null || controller.signal.aborted) return
    controller.abort(reason)
    patience = setTimeout(() => abandon(reason), abandonAfterMs)
  }
  const fence = async () => {
    if (abandoned !== null) throw new SupersededError("This attempt was given up", { cause: abandoned })
    await claimed.fence()
  }
  // A database that cannot be asked proves nothing; the fence is asked again before every write.
  const look = (question: Promise<SupersededError | null>) => question.then(supersede, () => undefined)
  const heart = setInterval(() => void look(queue.beat(claimed)), beatEveryMs)
  const context = {
    id: claimed.id,
    signal: controller.signal,
    fence,
    attempt: claimed.attempt,
    lastAttempt,
    again: claimed.again,
    asked: claimed.asked,
    full: claimed.full,
  }
  void start(run, job, context).then(ended.resolve)
  const outcome = ended.promise.finally(() => {
    clearInterval(heart)
    clearTimeout(patience)
  })
  return { claimed, outcome, recheck: () => look(queue.checkOwnership(claimed)), abort: (reason) => controller.abort(reason), abandon }
}

async function start(run: RunJob, job: Job, context: JobContext): Promise<Outcome> {
  try {
    // Forgotten or outdated while it waited: not even the first step is taken.
    await context.fence()
    await run(job, context)
    return { kind: "returned" }
  } catch (error) {
    // What an aborted run throws is noise (AbortError from anywhere); why it was aborted decides.
    return { kind: "threw", error: context.signal.aborted ? context.signal.reason : error }
  }
}
