import { fromKysely } from "pg-boss"
import type { Job } from "../model/job.ts"
import { assignDelivery } from "../store/assign-delivery.ts"
import { bumpGeneration } from "../store/bump-generation.ts"
import { markForgotten } from "../store/mark-forgotten.ts"
import { notePullRequest } from "../store/note-pull-request.ts"
import { noteQueuedReview } from "../store/note-queued-review.ts"
import type { Store } from "../store/open-store.ts"
import { recordDelivery } from "../store/record-delivery.ts"
import type { Database } from "../store/tables.ts"
import { renderEnvelope } from "./envelope.ts"
import { keyOf } from "./job-queues.ts"
import { notifyWake } from "./wake-channel.ts"

/** Accepts a job in one transaction: delivery, pull request, queue and wake-up are all there or none is. Nobody takes it up before `notBefore`. */
export async function enqueueJob(store: Store, job: Job, deliveryId: string, notBefore?: Date): Promise<"accepted" | "duplicate"> {
  return store.db.transaction().execute(async (transaction) => {
    if (!(await recordDelivery(transaction, { guid: deliveryId, kind: job.kind }))) return "duplicate"
    const { generation, queuedJobId } = await noteWhatIsWanted(transaction, job)
    const key = keyOf(job)
    const jobId = await store.boss.send(job.kind, renderEnvelope({ job, generation }), {
      singletonKey: key,
      db: fromKysely(transaction),
      ...(notBefore && { startAfter: notBefore }),
    })
    if (jobId !== null && job.kind === "review-pull-request") await noteQueuedReview(transaction, job, jobId)
    // No id: a review of this pull request is waiting already and will see the newest head and all wishes.
    await assignDelivery(transaction, deliveryId, jobId ?? queuedJobId)
    await notifyWake(transaction, { kind: job.kind, key })
    return "accepted"
  })
}

async function noteWhatIsWanted(transaction: Database, job: Job): Promise<{ generation: number; queuedJobId: string | null }> {
  switch (job.kind) {
    case "review-pull-request": {
      const row = await bumpGeneration(transaction, job, { again: job.again, asked: job.asked, full: job.full })
      return { generation: row.generation, queuedJobId: row.queued_job_id }
    }
    case "stop-review": {
      const row = await bumpGeneration(transaction, job, null)
      return { generation: row.generation, queuedJobId: null }
    }
    case "run-command":
    case "press-button":
    case "finish-review":
      return { generation: await notePullRequest(transaction, job), queuedJobId: null }
    case "check-merge-group":
      return { generation: 0, queuedJobId: null }
    case "weigh-label":
    case "review-head":
      // What it finds is queued as reviews, each of which takes a generation of its own.
      return { generation: 0, queuedJobId: null }
    case "forget":
      await markForgotten(transaction, job)
      return { generation: 0, queuedJobId: null }
    default:
      return job satisfies never
  }
}
