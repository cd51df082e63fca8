import { RetryableError } from "../errors.ts"
import type { Enqueue } from "../model/ports.ts"
import type { LogStoreEvent } from "../store/engine.ts"
import type { Store } from "../store/open-store.ts"
import type { SupersededError } from "../errors.ts"
import { beatJob, checkOwnership } from "./beat-job.ts"
import { claimJob } from "./claim-job.ts"
import type { ClaimedJob } from "./claim-job.ts"
import { countJobs } from "./count-jobs.ts"
import type { QueueDepth } from "./count-jobs.ts"
import { enqueueJob } from "./enqueue-job.ts"
import { jobKinds, jobQueues, keyOf } from "./job-queues.ts"
import type { JobKind } from "./job-queues.ts"
import { releaseOrphans } from "./release-orphans.ts"
import { settleJob } from "./settle-job.ts"
import type { Settlement } from "./settle-job.ts"
import { openWakeChannel } from "./wake-channel.ts"
import type { Wake } from "./wake-channel.ts"

/** Keeps jobs until they are done. Every function throws when the database is gone and works again when it is back. */
export interface Queue extends AsyncDisposable {
  /** Durable when it returns. Throws RetryableError when the database could not keep the job. */
  readonly enqueue: Enqueue
  claim(kind: JobKind): Promise<ClaimedJob | null>
  /** Answers the reason to stop working on it, or `null`. */
  beat(claimed: ClaimedJob): Promise<SupersededError | null>
  checkOwnership(claimed: ClaimedJob): Promise<SupersededError | null>
  /** Answers `false` when the attempt no longer holds the job. */
  settle(claimed: ClaimedJob, settlement: Settlement): Promise<boolean>
  /** Calls back when something was accepted anywhere; `null` means some calls may have been missed. */
  subscribe(listener: (wake: Wake | null) => void): () => void
  /** Exact counts by kind of job. */
  depth(): Promise<Readonly<Record<JobKind, QueueDepth>>>
  close(): Promise<void>
}

/** Opens the queue inside a store. Close it before the store. */
export async function openQueue(store: Store, { onLog }: { readonly onLog: LogStoreEvent }): Promise<Queue> {
  for (const kind of jobKinds) await store.boss.createQueue(kind, jobQueues[kind])
  if (store.kind === "embedded") await releaseOrphans(store)
  const channel = await openWakeChannel(store, (error) =>
    onLog({ level: "warn", message: "the database passes no notifications on; jobs are found by polling", error }),
  )
  return {
    enqueue: async (job, deliveryId, notBefore) => {
      const answer = await enqueueJob(store, job, deliveryId, notBefore).catch((error: unknown) => {
        throw new RetryableError("The database could not keep the job", { cause: error })
      })
      if (answer === "accepted") channel.announce({ kind: job.kind, key: keyOf(job) })
      return answer
    },
    claim: (kind) => claimJob(store, kind),
    beat: (claimed) => beatJob(store, claimed),
    checkOwnership,
    settle: (claimed, settlement) => settleJob(store, claimed, settlement),
    subscribe: (listener) => channel.subscribe(listener),
    depth: () => countJobs(store),
    close: () => channel.close(),
    [Symbol.asyncDispose]: () => channel.close(),
  }
}
