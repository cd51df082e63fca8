import type { PullRequestKey } from "./pull-request-key.ts"
import type { Database } from "./tables.ts"

/** Remembers the review that waits for this pull request, so that absorbed deliveries can be told which job answers for them. */
export async function noteQueuedReview(db: Database, { repositoryId, number }: PullRequestKey, jobId: string): Promise<void> {
  await db
    .updateTable("pull_requests")
    .set({ queued_job_id: jobId })
    .where("repository_id", "=", repositoryId)
    .where("number", "=", number)
    .execute()
}
