import type { Queue as BossQueue } from "pg-boss"
import type { Job } from "../model/job.ts"

export type JobKind = Job["kind"]

/**
 * How long a worker may stay silent before its job is given to another. pg-boss accepts no less than 10 s; 15 s forgives one
 * missed beat of 5 s on a busy machine.
 */
const heartbeatSeconds = 15

// A review of a huge pull request with a slow model stays far below; a hung one must not own its pull request for ever.
const expireInSeconds = 60 * 60

// Attempts are counted and ended by us (`settle`), because a queue in order would stop at a job that pg-boss marks failed.
const retryLimit = 1_000

const shared = { retryLimit, retryDelay: 0, retryBackoff: false, heartbeatSeconds, expireInSeconds } as const

/** One queue for each kind of job. */
export const jobQueues: Readonly<Record<JobKind, Omit<BossQueue, "name">>> = {
  forget: { ...shared, policy: "standard" },
  "stop-review": { ...shared, policy: "standard" },
  // A merge queue waits for it.
  "check-merge-group": { ...shared, policy: "standard" },
  // For each pull request one after the other, in the order they were written.
  "run-command": { ...shared, policy: "key_strict_fifo" },
  "press-button": { ...shared, policy: "key_strict_fifo" },
  "weigh-label": { ...shared, policy: "standard" },
  "review-head": { ...shared, policy: "standard" },
  "finish-review": { ...shared, policy: "standard" },
  // For each pull request one waiting and one running: a push during a review waits, the next push is absorbed by that one.
  "review-pull-request": { ...shared, policy: "stately" },
}

/** In order of urgency. */
export const jobKinds = Object.keys(jobQueues) as readonly JobKind[]

/** What jobs of one kind are serialised by: mostly the pull request, by ids that outlive a rename. */
export function keyOf(job: Job): string {
  if (job.kind === "forget") return `installation/${job.installationId}`
  return job.kind === "review-head" ? `${job.repositoryId}/head` : `${job.repositoryId}/${job.number}`
}
