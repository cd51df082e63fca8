import type { Job } from "../model/job.ts"
import type { Fence } from "../model/ports.ts"
import { claimPullRequest } from "../store/claim-pull-request.ts"
import type { Store } from "../store/open-store.ts"
import { createFence } from "./create-fence.ts"
import { parseEnvelope } from "./envelope.ts"
import { keyOf } from "./job-queues.ts"
import type { JobKind } from "./job-queues.ts"

/** One attempt at one job; what it settles later counts only while this attempt still holds it. */
export interface ClaimedJob {
  readonly id: string
  readonly kind: JobKind
  readonly key: string
  /** 1 for the first attempt. */
  readonly attempt: number
  /** `null` when something that is not a job lay in the queue. */
  readonly job: Job | null
  /** As it lay in the queue, for inspection. */
  readonly payload: string
  /** The generation this attempt works for; 0 where there is none. */
  readonly generation: number
  readonly again: boolean
  readonly asked: boolean
  readonly full: boolean
  readonly fence: Fence
}

/** Takes the next job of a kind, or `null` when there is none to take. */
export async function claimJob(store: Store, kind: JobKind): Promise<ClaimedJob | null> {
  const [fetched] = await store.boss.fetch<unknown>(kind, { batchSize: 1 })
  if (fetched === undefined) return null
  const envelope = parseEnvelope(fetched.data)
  const attempt = fetched.retryCount + 1
  const claimed = { id: fetched.id, kind, attempt, payload: JSON.stringify(fetched.data ?? null) }
  if (envelope === null || envelope.job.kind !== kind) {
    return { ...claimed, key: "", job: null, generation: 0, again: false, asked: false, full: false, fence: () => Promise.resolve() }
  }
  const { job } = envelope
  const open = { ...claimed, key: keyOf(job), job, generation: envelope.generation, again: false, asked: false, full: false }
  switch (job.kind) {
    case "review-pull-request": {
      // Only now, because a push may have been absorbed until this very moment. It either holds the row and is seen here,
      // or it comes later and outdates what is read here.
      const claim = claimOf(claimed)
      const row = await claimPullRequest(store.db, job, claim)
      const generation = row?.generation ?? 0
      const fence = createFence(store.db, job, { generation, claim })
      return {
        ...open,
        generation,
        again: row !== null && row.again_generation !== null,
        asked: row !== null && row.asked_generation !== null,
        full: row !== null && row.full_generation !== null,
        fence,
      }
    }
    case "stop-review":
    // Whatever was queued about the pull request since makes it needless.
    case "finish-review":
      return { ...open, fence: createFence(store.db, job, { generation: envelope.generation, claim: null }) }
    case "run-command":
    case "press-button":
      return { ...open, fence: createFence(store.db, job, { generation: null, claim: null }) }
    case "weigh-label":
    case "check-merge-group":
    case "review-head":
    case "forget":
      return { ...open, fence: () => Promise.resolve() }
    default:
      return job satisfies never
  }
}

/** How a review signs its ownership in the row of the pull request. */
export function claimOf({ id, attempt }: Pick<ClaimedJob, "id" | "attempt">): string {
  return `${id}:${attempt}`
}
