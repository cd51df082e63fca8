import { setTimeout } from "node:timers/promises"
import type { Job } from "../model/job.ts"
import { createBell } from "./bell.ts"
import type { Bell } from "./bell.ts"
import type { ClaimedJob } from "./claim-job.ts"
import { jobKinds } from "./job-queues.ts"
import type { JobKind } from "./job-queues.ts"
import { judgeOutcome } from "./judge-outcome.ts"
import type { Outcome } from "./judge-outcome.ts"
import { ProcessEnding } from "./process-ending.ts"
import type { Queue } from "./queue.ts"
import { runJob } from "./run-job.ts"
import type { RunJob, RunningJob } from "./run-job.ts"
import type { Settlement } from "./settle-job.ts"

/** What became of one attempt, for the log. */
export interface SettledAttempt {
  readonly id: string
  readonly kind: JobKind
  readonly job: Job | null
  readonly attempt: number
  readonly settlement: Settlement["kind"]
  /** What the run threw, if it threw. */
  readonly error: unknown
  readonly durationMs: number
}

export interface WorkerOptions {
  readonly queue: Queue
  readonly run: RunJob
  /** How many reviews run at a time; what people ask for and what is quick have places of their own. */
  readonly concurrency: number
  readonly onSettled?: (attempt: SettledAttempt) => void
  /** A job failed for good. It is kept in the store for inspection. */
  readonly onBuried?: (job: Job | null, error: unknown) => void
  /** The worker itself met an error, mostly a database that is away; it goes on by itself. */
  readonly onError: (error: unknown) => void
  readonly maxAttempts?: number
  readonly pollEveryMs?: number
  readonly beatEveryMs?: number
  readonly abandonAfterMs?: number
}

export interface Worker {
  /** Takes no new jobs, waits up to `drainMs` for those running, then gives the rest back to the queue. */
  stop(options: { readonly drainMs: number }): Promise<void>
}

// With the pauses of retry-delay.ts, eight attempts last about forty minutes: longer than most troubles of GitHub.
const defaultMaxAttempts = 8
// Wake-ups come by notification; polling finds retries that became due and what a notification missed.
const defaultPollEveryMs = 2_000
const defaultBeatEveryMs = 5_000
const defaultAbandonAfterMs = 15_000
// How long an asked run may take to end before its job is given back over its head.
const goodbyeMs = 1_000
const quickPlaces = 2
const answerPlaces = 2
// A settlement that cannot be written for this long is left to the heartbeat of the next worker.
const settlePatienceMs = 60_000

/** Claims, runs and settles jobs until it is stopped. Knows nothing of what the jobs do, and survives whatever they throw. */
export function startWorker(options: WorkerOptions): Worker {
  const { queue, onError, pollEveryMs = defaultPollEveryMs } = options
  const running = new Set<RunningJob>()
  const finishing = new Set<Promise<void>>()
  const openLane = (name: LaneName, places: number): Lane => ({
    kinds: jobKinds.filter((kind) => laneOf[kind] === name),
    places,
    taken: 0,
    bell: createBell(),
  })
  const lanes: readonly Lane[] = [
    openLane("reviews", options.concurrency),
    openLane("answers", answerPlaces),
    openLane("quick", quickPlaces),
  ]
  const stopping = new AbortController()

  const unsubscribe = queue.subscribe((wake) => {
    for (const lane of lanes) lane.bell.ring()
    for (const job of running) if (wake === null || wake.key === job.claimed.key || wake.kind === "forget") void job.recheck()
  })

  const work = async (lane: Lane, claimed: ClaimedJob) => {
    const startedAt = performance.now()
    try {
      const { outcome, settlement } = await attempt(options, running, claimed)
      const held = await settlePatiently({ queue, claimed, settlement, onError, isStopping: () => stopping.signal.aborted })
      if (held) report(options, claimed, settlement, outcome, performance.now() - startedAt)
    } finally {
      lane.taken -= 1
      // A free place, and maybe the next job of the same pull request.
      for (const other of lanes) other.bell.ring()
    }
  }

  const serve = async (lane: Lane) => {
    while (!stopping.signal.aborted) {
      const claimed = lane.taken < lane.places ? await claimNext(queue, lane, onError) : null
      if (claimed === null) {
        await lane.bell.wait(pollEveryMs)
        continue
      }
      lane.taken += 1
      const done = work(lane, claimed).catch(onError)
      finishing.add(done)
      void done.finally(() => finishing.delete(done))
    }
  }
  const loops = lanes.map(serve)

  return {
    async stop({ drainMs }) {
      stopping.abort()
      for (const lane of lanes) lane.bell.ring()
      await Promise.all(loops)
      await settled(finishing, drainMs)
      const reason = new ProcessEnding()
      for (const job of running) job.abort(reason)
      await settled(finishing, goodbyeMs)
      for (const job of running) job.abandon(reason)
      await Promise.all(finishing)
      unsubscribe()
    },
  }
}

type LaneName = "reviews" | "answers" | "quick"

// An answer may analyse the head, so that it must not stand before what is over in a moment.
const laneOf: Readonly<Record<JobKind, LaneName>> = {
  "review-pull-request": "reviews",
  "run-command": "answers",
  "press-button": "answers",
  forget: "quick",
  "stop-review": "quick",
  "check-merge-group": "quick",
  "weigh-label": "quick",
  "review-head": "quick",
  "finish-review": "quick",
}

interface Lane {
  /** In order of urgency. */
  readonly kinds: readonly JobKind[]
  readonly places: number
  taken: number
  readonly bell: Bell
}

async function claimNext(queue: Queue, lane: Lane, onError: (error: unknown) => void): Promise<ClaimedJob | null> {
  try {
    for (const kind of lane.kinds) {
      const claimed = await queue.claim(kind)
      if (claimed !== null) return claimed
    }
  } catch (error) {
    onError(error)
  }
  return null
}

async function attempt(
  options: WorkerOptions,
  running: Set<RunningJob>,
  claimed: ClaimedJob,
): Promise<{ outcome: Outcome; settlement: Settlement }> {
  const { maxAttempts = defaultMaxAttempts } = options
  const refusal = refuse(claimed, maxAttempts)
  if (refusal !== null) return { outcome: { kind: "threw", error: refusal }, settlement: { kind: "bury", error: refusal.message } }
  const lastAttempt = claimed.attempt >= maxAttempts
  const job = runJob({
    queue: options.queue,
    claimed,
    job: claimed.job as Job,
    run: options.run,
    lastAttempt,
    beatEveryMs: options.beatEveryMs ?? defaultBeatEveryMs,
    abandonAfterMs: options.abandonAfterMs ?? defaultAbandonAfterMs,
  })
  running.add(job)
  const outcome = await job.outcome
  running.delete(job)
  return { outcome, settlement: judgeOutcome(outcome, claimed.attempt, lastAttempt, Math.random()) }
}

// Far more claims than attempts: they ended with their process, so this job may be what ends it. Twice as many, because a
// process also ends when the App is updated.
function refuse(claimed: ClaimedJob, maxAttempts: number): Error | null {
  if (claimed.job === null) return new Error("This is no job of ours")
  if (claimed.attempt > 2 * maxAttempts) return new Error(`The process ended during ${claimed.attempt - 1} attempts`)
  return null
}

interface PatientSettlement {
  readonly queue: Queue
  readonly claimed: ClaimedJob
  readonly settlement: Settlement
  readonly onError: (error: unknown) => void
  readonly isStopping: () => boolean
}

async function settlePatiently({ queue, claimed, settlement, onError, isStopping }: PatientSettlement): Promise<boolean> {
  const giveUpAt = performance.now() + settlePatienceMs
  for (let pauseMs = 250; ; pauseMs = Math.min(pauseMs * 2, 5_000)) {
    try {
      return await queue.settle(claimed, settlement)
    } catch (error) {
      onError(error)
      if (isStopping() || performance.now() + pauseMs > giveUpAt) return false
    }
    await setTimeout(pauseMs)
  }
}

function report(options: WorkerOptions, claimed: ClaimedJob, settlement: Settlement, outcome: Outcome, durationMs: number): void {
  const { id, kind, job, attempt: attemptNumber } = claimed
  const error = outcome.kind === "threw" ? outcome.error : null
  options.onSettled?.({ id, kind, job, attempt: attemptNumber, settlement: settlement.kind, error, durationMs })
  if (settlement.kind === "bury") options.onBuried?.(job, error)
}

async function settled(work: ReadonlySet<Promise<void>>, timeoutMs: number): Promise<void> {
  const late = new AbortController()
  await Promise.race([Promise.all(work), setTimeout(timeoutMs, undefined, { signal: late.signal }).catch(() => undefined)])
  late.abort()
}
